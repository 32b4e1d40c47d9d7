import { AppError } from '../../../shared/api/errors.ts';
import { settleClocks } from './read-source.ts';
import { SampleCollector } from './sample-collector.ts';
import type { FileParser, Reader, ReadDescription, ReadFile, ReadOptions, ReadSink } from './reader.ts';

type ReaderParts = Pick<Reader, 'id' | 'name' | 'recognise'> & {
  parser(options: ReadOptions, sink: ReadSink): FileParser;
};

/** Bytes given to a parser at a time when the whole file is in memory. */
const CHUNK_BYTES = 1 << 20;

/** Makes a reader of a recogniser and a parser: adds reading at once and turns anything unforeseen into advice. */
export function defineReader(parts: ReaderParts): Reader {
  const guarded = <Result>(fileName: string, work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw new AppError(
        {
          code: 'file-not-understood',
          happened: `${fileName} looks like ${parts.name} but breaks its rules: ${error instanceof Error ? error.message : String(error)}.`,
          safe: 'The file is unchanged and nothing was imported.',
          next: 'Export it again from its program; if that does not help, send the file with a description of how it was made.',
        },
        { cause: error },
      );
    }
  };
  const open = (options: ReadOptions, sink: ReadSink): FileParser => {
    const parser = guarded(options.fileName, () => parts.parser(options, sink));
    return {
      push: (chunk) => guarded(options.fileName, () => parser.push(chunk)),
      end: () => guarded(options.fileName, () => settleClocks(onlyFilled(parser.end()), options)),
    };
  };
  return {
    id: parts.id,
    name: parts.name,
    recognise(head, size) {
      try {
        return parts.recognise(head, size);
      } catch (error) {
        return { certainty: 0, reason: `it cannot be looked at (${String(error)})` };
      }
    },
    open,
    read(bytes, fileName, options = {}): ReadFile {
      const collector = new SampleCollector();
      const parser = open({ ...options, fileName, size: bytes.length }, collector);
      for (let at = 0; at < bytes.length; at += CHUNK_BYTES) parser.push(bytes.subarray(at, at + CHUNK_BYTES));
      return collector.file(parser.end());
    },
  };
}

/** Sources without a channel say nothing. */
function onlyFilled(description: ReadDescription): ReadDescription {
  const used = new Set(description.channels.map((channel) => channel.sourceId));
  return { ...description, sources: description.sources.filter((source) => used.has(source.id)) };
}
