import { usFromIso } from '../../../../shared/domain/time.ts';
import { column, type RecordColumn } from './table.ts';

/** Microseconds of an ISO time; null where there is none. */
export const us = (iso: string | null | undefined): number | null =>
  iso === null || iso === undefined ? null : usFromIso(iso);
/** yes, no, or missing. */
export const flag = (value: boolean | null | undefined): string | null =>
  value === null || value === undefined ? null : value ? 'yes' : 'no';
/** A column filled from records. */
export const text = <Row>(
  id: string,
  title: string,
  description: string,
  of: RecordColumn<Row>['of'],
): RecordColumn<Row> => ({
  ...column(id, title, 'text', '', description),
  of,
});
/** A column filled from records. */
export const number = <Row>(
  id: string,
  title: string,
  unit: string,
  description: string,
  of: RecordColumn<Row>['of'],
): RecordColumn<Row> => ({ ...column(id, title, 'number', unit, description), of });
/** A column of counts, filled from records. */
export const integer = <Row>(
  id: string,
  title: string,
  description: string,
  of: RecordColumn<Row>['of'],
): RecordColumn<Row> => ({ ...column(id, title, 'integer', '1', description), of });
/** A column of times (microseconds), filled from records. */
export const time = <Row>(
  id: string,
  title: string,
  description: string,
  of: RecordColumn<Row>['of'],
): RecordColumn<Row> => ({
  ...column(id, title, 'time', 'UTC', description),
  of,
});
