/** An element as far as the tests look at it. */
export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  /** All text inside, entities resolved. */
  text: string;
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };

function resolved(raw: string): string {
  if (raw.includes('<')) throw new Error(`"<" in text: ${raw}`);
  return raw.replace(/&(\w*);?/g, (all, name: string) => {
    if (!all.endsWith(';') || !(name in ENTITIES)) throw new Error(`bad entity ${all}`);
    return ENTITIES[name]!;
  });
}

/** Reads the XML that figures are made of, strictly: anything not well-formed throws. */
export function readXml(source: string): XmlElement {
  const top: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  const body = source.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  let position = 0;
  while (position < body.length) {
    const current = open.at(-1)!;
    const next = body.indexOf('<', position);
    const text = resolved(body.slice(position, next < 0 ? undefined : next));
    for (const element of open) element.text += text;
    if (next < 0) break;
    const tag = /^<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"<]*")*)(\/?)>/.exec(body.slice(next));
    if (!tag) throw new Error(`no tag at ${body.slice(next, next + 60)}`);
    const [whole, closing, name, written, empty] = tag as unknown as string[];
    position = next + whole!.length;
    if (closing === '/') {
      if (current.name !== name) throw new Error(`</${name}> closes <${current.name}>`);
      open.pop();
      continue;
    }
    const attributes: Record<string, string> = {};
    for (const [, key, value] of written!.matchAll(/([\w:-]+)="([^"]*)"/g)) {
      if (Object.hasOwn(attributes, key!)) throw new Error(`${key} twice`);
      attributes[key!] = resolved(value!);
    }
    const element: XmlElement = { name: name!, attributes, children: [], text: '' };
    current.children.push(element);
    if (empty !== '/') open.push(element);
  }
  if (open.length !== 1 || top.children.length !== 1) throw new Error('not one closed root');
  return top.children[0]!;
}
