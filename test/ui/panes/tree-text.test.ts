/** What pstree says is kept from event to event, and is what it says of each moment. */
import {expect, test} from 'vitest';
import {type PstreeFlags, parsePstreeFlags} from '../../../source/analysis/pstree/flags.ts';
import {pstree} from '../../../source/analysis/pstree/pstree.ts';
import {pstreeRoots} from '../../../source/analysis/pstree/root.ts';
import {openRun} from '../../../source/inquiry/run.ts';
import {treeState} from '../../../source/ui/panes/tree/state.ts';
import {createScreen} from '../../../source/ui/screen/print.ts';
import {createSession} from '../../../source/ui/screen/session.ts';
import {readText} from '../../helpers/read-text.ts';

const ops = [
	'{"op":"start","pid":1,"comm":"init"}',
	'{"op":"fork","pid":1,"child":2}',
	'{"op":"comm","pid":2,"comm":"worker"}',
	'{"op":"mmap","pid":2,"addr":"0x100000000000","len":"16K","prot":"rw-","share":"private"}',
	'{"op":"write","pid":2,"addr":"0x100000000000","len":"8K"}',
	'{"op":"setuid","pid":2,"uid":7,"user":"dev"}',
	'{"op":"fork","pid":2,"child":3}',
	'{"op":"setpgid","pid":3,"pgid":3}',
	'{"op":"exec","pid":3,"comm":"tool","argv":["tool","-x"]}',
	'{"op":"clone","pid":3,"child":4,"flags":["vm","thread"]}',
	'{"op":"write","pid":2,"addr":"0x100000000000","len":"4K"}',
	'{"op":"exit","pid":3}',
	'{"op":"wait","pid":2,"child":3}',
	'{"op":"exit","pid":2}',
];

test.each(['', 'a', 'u', 'g', 'p'])('with the switches "%s", forwards and back', async (pstreeSwitches) => {
	const {program} = await readText(`{"forkscope":1,"name":"labels"}\n${ops.join('\n')}\n`);
	const session = createSession(openRun(program));
	const store = createScreen(session, {columns: 120, rows: 40});
	const model = treeState.with(store.model(), {mode: 'pstree', pstreeSwitches});
	const switches = pstreeSwitches === '' ? [] : [`-${pstreeSwitches}`];
	const flags: PstreeFlags = {...parsePstreeFlags(switches).flags, glyphs: 'unicode', uncut: true};
	const positions = [...ops.keys(), ...[...ops.keys()].reverse()];
	for (const position of positions) {
		session.run({type: 'seek', position: position + 1});
		const rows = session.rows('tree', model);
		const said = Array.from({length: rows.count}, (_, row) => rows.textAt(row)).join('\n');
		const fresh = pstreeRoots(session.memory).map((root) => pstree(root, flags).trimEnd());
		expect(said, `after ${ops[position]}`).toBe(fresh.join('\n'));
	}
});
