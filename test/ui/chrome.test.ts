/** The line above all panes: what is most important stands first, as narrow screens cut its end. */
import {expect, test} from 'vitest';
import {screenOf, textOf} from '../frames/screens.ts';

const statusOf = (workload: string, at: string, columns: number) =>
	textOf(screenOf(workload, at, {columns, rows: 24})).split('\n')[0];

test('what is in swap is told on 80 columns, before the times that it explains', () => {
	expect(statusOf('pressure', '20%', 80)).toMatch(/processes {2}swap [\d.]+k?\/65\.5k {2}[\d.]+m?s/);
});

test('a machine without swap tells of none', () => {
	expect(statusOf('build', '50%', 200)).not.toContain('swap');
});
