/** docs/queries.md is made from the words that queries know; `npx vitest run test/analysis/query --update` writes it. */
import {expect, test} from 'vitest';
import {
	frameCounters,
	machineCounters,
	parseCondition,
	tableCounters,
} from '../../../source/analysis/query/condition.ts';
import {figures, flagWords, linkWords, texts} from '../../../source/analysis/query/process-words.ts';
import {parseQuery} from '../../../source/analysis/query/query.ts';

const queries: readonly (readonly [query: string, meaning: string])[] = [
	['cc1', 'whose name has cc1 in it, large or small letters'],
	['31', 'the process 31, and whoever has 31 in the name'],
	['"two words"', 'a text with blanks in it, or one that would mean something else'],
	['/cc[0-9]+/', 'whose command line matches the pattern; /…/i for large or small letters'],
	['rss > 5M and not zombie', 'more than 5 MiB in memory, and still alive'],
	['uss >= 1.5M | below 7', 'one or the other: | is or, & is and, ! is not'],
	['user = dev (sh or bash)', 'words side by side must all be true; brackets group'],
	['name = sh', 'called sh and nothing else; ~ is a part or a pattern, != and !~ the opposite'],
	['shares 455', 'who can reach frame 455'],
	['maps libc', 'who has a mapping with libc in its name'],
];

const conditions: readonly (readonly [condition: string, meaning: string])[] = [
	['frame 455 refcount 1', 'one holder is left of the frame'],
	['frame 455 free', 'it has been let go'],
	['table 12 refcount > 1', 'the page table is shared'],
	['pid 31 exits', 'the process is gone, or a zombie'],
	['pid 31 rss > 10M', 'a query about that process alone'],
	['pss > 10M', 'any process that the query means is there'],
	['any tables > 20', 'the same, where a word also counts for the whole machine'],
	['tables > 200', 'so many page tables are in use'],
];

function rows(table: readonly (readonly string[])[]): string[] {
	return table.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
}

function words(table: Readonly<Record<string, {readonly help: string}>>, after = ''): string[] {
	return rows(Object.entries(table).map(([word, {help}]) => [`\`${word}${after}\``, help]));
}

const code = ([text, meaning]: readonly [string, string]) => [`\`${text}\``, meaning];

function document(): string {
	return `${[
		'# Queries',
		'',
		'Which processes one means, in a few words. The filter (`\\`), the search in the tree (`/`) and `report --where` understand them;',
		'`U` runs until one of them, or a condition below, comes true, and with `back` before it looks behind.',
		'',
		'| query | means processes |',
		'|---|---|',
		...rows(queries.map(code)),
		'',
		'## Words',
		'',
		'Figures are compared with `=` `!=` `<` `<=` `>` `>=`; sizes take `K`, `M`, `G`. Memory is what walking the tables shows.',
		'',
		'| figure | |',
		'|---|---|',
		...words(figures),
		'',
		'| text | |',
		'|---|---|',
		...words(texts),
		'',
		'| state | |',
		'|---|---|',
		...words(flagWords),
		'',
		'| with a word after it | |',
		'|---|---|',
		...words(linkWords, ' …'),
		'',
		'## Conditions',
		'',
		'| condition | true when |',
		'|---|---|',
		...rows(conditions.map(code)),
		'',
		'| of a frame | |',
		'|---|---|',
		...words(frameCounters),
		'',
		'| of a page table | |',
		'|---|---|',
		...words(tableCounters),
		'',
		'| of the machine | |',
		'|---|---|',
		...words(machineCounters),
		'',
		'A moment counts when the condition was not true just before it. Conditions on memory look at every process after every event and',
		'take longest; the bottom line says how far the looking has come, and Esc stays.',
	].join('\n')}\n`;
}

test('the document says what queries know', async () => {
	await expect(document()).toMatchFileSnapshot('../../../docs/queries.md');
});

test.each(queries)('the example %s is a query', (query) => {
	expect(parseQuery(query).text).toBe(query);
});

test.each(conditions)('the example %s is a condition', (condition) => {
	expect(parseCondition(condition)).toBeTypeOf('function');
});
