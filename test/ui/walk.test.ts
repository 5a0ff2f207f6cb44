/** The pane Walk: it goes along with what is selected, and is gone to by an address or Enter on a page. */
import {expect, test} from 'vitest';
import {panes} from '../../source/ui/panes/index.ts';
import {pressKeys} from '../../source/ui/screen/print.ts';
import {focused} from '../../source/ui/state/model.ts';
import {screenOf, textOf} from '../frames/screens.ts';

const size = {columns: 120, rows: 40};

function open(keys: string) {
	return screenOf('cow', '8', size, keys, {}, panes);
}

test('Enter on a page of Frames leads to its walk', () => {
	const store = open('4 down enter');
	expect(focused(store.model())).toBe('walk');
	expect(textOf(store)).toContain('7effffff9000 in rw-p 7effffff8000-7f0000000000');
	expect(textOf(store)).toMatch(/PTE #4 +\[505\] ro +> frame #7/);
});

test('an address is gone to in the selected process, and another selection elsewhere leads away again', () => {
	const store = open(': "0x1000" enter');
	expect(focused(store.model())).toBe('walk');
	expect(textOf(store)).toContain('00001000 in no mapping');
	expect(textOf(store)).toContain('kills the process (SIGSEGV)');
	pressKeys(store, '2 down up');
	pressKeys(store, '0 end enter');
	expect(textOf(store)).toContain('7effffff8000 in rw-p');
});

test('the process that is selected is the one that is walked', () => {
	expect(textOf(open(': "0x7effffff8000" enter 1 down'))).toMatch(/\[11 Walk\] +2 parent/);
});
