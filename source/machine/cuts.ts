/** Texts of a program that are longer than any of a real process: cut, kept apart, and counted, so that they can be told. */
import {type ImageMapping, nameLengthMax, wordLengthMax} from './program.ts';

export type Cuts = {
	/** The name as it may stand in a program. Two that are cut stay different. */
	name(text: string): string;
	word(text: string): string;
	mapping(mapping: ImageMapping): ImageMapping;
	/** How many different texts were cut. */
	count(): number;
};

export function createCuts(): Cuts {
	const numbers = new Map<string, number>();
	const cut = (text: string, most: number): string => {
		if (text.length <= most) {
			return text;
		}

		const number = numbers.get(text) ?? numbers.size + 1;
		numbers.set(text, number);
		const mark = `…${number}`;
		return `${text.slice(0, most - mark.length)}${mark}`;
	};
	const name = (text: string): string => cut(text, nameLengthMax);
	return {
		name,
		word: (text) => cut(text, wordLengthMax),
		mapping: (mapping) => ({
			...mapping,
			...(mapping.file === undefined ? {} : {file: name(mapping.file)}),
			...(mapping.name === undefined ? {} : {name: name(mapping.name)}),
		}),
		count: () => numbers.size,
	};
}
