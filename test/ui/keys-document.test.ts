/** docs/keys.md is made from the table of keys; `npx vitest run test/ui/keys-document.test.ts --update` writes it. */

import {expect, test} from 'vitest';
import {panes} from '../../source/ui/panes/index.ts';
import {groups, panesOf} from '../../source/ui/state/keys/binding.ts';
import {spellKey} from '../../source/ui/state/keys/spell.ts';
import {bindingsOf} from '../../source/ui/state/keys/table.ts';
import {pairSettings, settings} from '../../source/ui/terminal/config.ts';

function keysDocument(): string {
	return `${[
		'# Keys and settings',
		'',
		'Every key can be given to another action. `?` shows this list in the program, with the keys in force, `Ctrl-P` this list, all moments, panes, kernels and workloads: type what you want, Enter does it.',
		'A count goes before a key that moves or steps: `Alt-5 j` is five rows down, `Alt-1 2 .` twelve events on, `Alt-7 G` and `Alt-7 g g` the seventh row. With the setting `digits = counts` plain digits count as in vim (`5j`), and `Alt-5` goes to pane 5. `:q` leaves, as `q` does.',
		'The mouse selects and opens rows, scrolls, and moves through time on the timeline; a press on a tab shows its pane, on the head of a column of the tree sorts by it, on a key of the bottom line does what the key does. `--no-mouse` leaves it to the terminal.',
		...groups.flatMap((group) => ['', `## ${group}`, '', ...table(group)]),
		'',
		'## Settings',
		'',
		'`$XDG_CONFIG_HOME/forkscope/config`, or `~/.config/forkscope/config`, has a setting a line; `#` begins a comment. Flags are stronger. `s` changes them while one looks on, and saves them there.',
		'',
		'| setting | values |',
		'|---|---|',
		...Object.entries(settings).map(([name, {expected}]) => `| \`${name}\` | ${expected} |`),
		...Object.entries(pairSettings).map(([name, expected]) => `| \`${name}\` | ${expected} |`),
		'',
		'```text',
		'theme = dark',
		'speed = 1/2',
		'key play = space p',
		'key first = home gg',
		'hide tree = PPID USER',
		'```',
		'',
		'Names of keys: any character, `space`, `enter`, `tab`, `esc`, `up`, `pageup`, `home`, `f1` to `f12`, and with `ctrl-`, `alt-` or `shift-` before them.',
	].join('\n')}\n`;
}

function table(group: string): string[] {
	const rows = bindingsOf(panes).filter((binding) => binding.group === group);
	return [
		'| keys | action | what it does |',
		'|---|---|---|',
		...rows.map((binding) => {
			const {action, keys, help} = binding;
			const confined = panesOf(binding, panes);
			const where = confined === undefined ? '' : ` (${confined.join(', ')})`;
			return `| ${keys.map(codeOf).join(' ')} | \`${action}\` | ${help}${where} |`;
		}),
	];
}

/** A stroke would end the cell of the table. */
function codeOf(key: string): string {
	return `\`${spellKey(key).replaceAll('|', '\\|')}\``;
}

test('the list of keys says what the program does', async () => {
	await expect(keysDocument()).toMatchFileSnapshot('../../docs/keys.md');
});
