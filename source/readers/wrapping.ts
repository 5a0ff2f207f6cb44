/**
 * Lines as people hand them on: numbered by an editor or grep, with a file's name before each, from a journal or the log of a
 * container, as comments, out of a page of HTML. The first lines tell; the tool's own lines are got back.
 */

export type Unwrap = (line: string) => string;

/** `cat -n`, `nl`, `less -N`, `grep -n`. */
const numbered = /^\s*(\d+)[\t:. |]\s?/;
/** Fewer lines could have such numbers by chance. */
const numbersLeast = 4;

const prefixes: readonly RegExp[] = [
	// Comments, lists, and what diffs put before lines.
	/^(?:#|\/\/|\*|-|\+|;|%)\s?/,
	// grep, with the number of the line or without.
	/^[\w./-]+\.\w+[:-](?:\d+[:-])?/,
	// journalctl and syslog; with -o short-iso; docker, kubectl and GitHub's runners.
	/^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)? \S+ \S+: /,
	/^\d{4}-\d\d-\d\d[T ][\d:.,]+(?:Z|[+-]\d\d:?\d\d)? \S+ \S+: /,
	/^\[?\d{4}-\d\d-\d\d[T ][\d:.,]+(?:Z|[+-]\d\d:?\d\d)?\]?\s/,
	// docker compose.
	/^[\w.-]+ +\| /,
];

/** The share of lines that a prefix must be on: text of others may stand between. */
const shareLeast = 0.9;

/** Whether lines come as they are, but for signs that HTML has replaced. */
export function isPlain(unwrap: Unwrap): boolean {
	return unwrap === withoutEntities;
}

/** How to get the lines back that a reader takes, also where it would take them as they are: perf's names may be anything; `isKnown` says whether a format knows itself in some lines. */
export function unwrapper(lines: readonly string[], isKnown: (lines: readonly string[]) => boolean): Unwrap {
	const filled = lines.filter((line) => line.trim() !== '');
	if (areNumbered(filled)) {
		return (line) => withoutEntities(line.replace(numbered, ''));
	}

	const prefix = prefixes.find(
		(each) =>
			filled.filter((line) => each.test(line)).length >= shareLeast * filled.length &&
			isKnown(filled.map((line) => withoutEntities(line.replace(each, '')))),
	);
	return prefix === undefined ? withoutEntities : (line) => withoutEntities(line.replace(prefix, ''));
}

function areNumbered(lines: readonly string[]): boolean {
	const numbers = lines.map((line) => Number(numbered.exec(line)?.[1]));
	return (
		numbers.length >= numbersLeast && numbers.every((number, i) => i === 0 || number === numbers[i - 1] + 1)
	);
}

const entities: readonly (readonly [entity: RegExp, sign: string])[] = [
	[/&lt;/g, '<'],
	[/&gt;/g, '>'],
	[/&quot;|&#34;/g, '"'],
	[/&#39;|&#x27;|&apos;/g, "'"],
	[/&amp;/g, '&'],
];

/** Signs that HTML writes as entities. A line that has a sign itself is none of a page, where that would begin a tag. */
function withoutEntities(line: string): string {
	return /&(?:lt|gt|quot);/.test(line) && !/[<>]/.test(line)
		? entities.reduce((text, [entity, sign]) => text.replace(entity, sign), line)
		: line;
}
