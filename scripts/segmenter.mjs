// Intl.Segmenter as Ink has it in a bundle: to make one takes as long as a small answer, so what knows all signs is made when
// there is text that needs it.
import {narrow} from '../source/analysis/words/narrow.ts';

const escapeSign = '\u001B';

export class Segmenter {
	#given;
	#made;

	constructor(...given) {
		this.#given = given;
	}

	segment(text) {
		const {granularity = 'grapheme'} = this.#given[1] ?? {};
		if (granularity === 'grapheme' && narrow.test(text.replaceAll(escapeSign, ''))) {
			return signsOf(text);
		}

		this.#made ??= new Intl.Segmenter(...this.#given);
		return this.#made.segment(text);
	}
}

function* signsOf(text) {
	for (let index = 0; index < text.length; index += 1) {
		yield {segment: text[index], index, input: text};
	}
}
