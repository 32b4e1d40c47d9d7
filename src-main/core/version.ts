declare const __OPENDEMS_VERSION__: string | undefined;

/** Version of the program as built; tests run unbuilt. */
export const SOFTWARE_VERSION = typeof __OPENDEMS_VERSION__ === 'string' ? __OPENDEMS_VERSION__ : '0.0.0-unbuilt';
