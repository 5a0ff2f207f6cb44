/** Texts that come again and again in the bytes of lines: a string is made of each once. */
import {bytesOf, isAt} from './ascii.ts';

/** The text of the ASCII bytes of [from, to). */
export type TextAt = (bytes: Uint8Array, from: number, to: number) => string;

/** Texts that are kept, a power of two; another one takes the place of one with the same hash. */
const keptMost = 2 ** 10;

type Kept = {readonly bytes: Uint8Array; readonly text: string};

const decoder = new TextDecoder();

export function createKeptTexts(): TextAt {
	const kept: (Kept | undefined)[] = Array.from({length: keptMost}, () => undefined);
	return (bytes, from, to) => {
		const place = hashOf(bytes, from, to) & (keptMost - 1);
		const before = kept[place];
		if (before !== undefined && before.bytes.length === to - from && isAt(bytes, from, before.bytes)) {
			return before.text;
		}

		const text = decoder.decode(bytes.subarray(from, to));
		// A copy: a part of the chunk would keep all of it.
		kept[place] = {bytes: bytesOf(text), text};
		return text;
	};
}

function hashOf(bytes: Uint8Array, from: number, to: number): number {
	let hash = 0;
	for (let at = from; at < to; at += 1) {
		hash = (Math.imul(hash, 31) + bytes[at]) | 0;
	}

	return hash;
}
