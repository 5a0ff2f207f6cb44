// Saves what forkscope reads of /proc for some processes and all below them, so that `--proc DIR` reads it again:
//     node scripts/save-proc.mjs DIR PID [PID…] [--no-frames]
// With --no-frames pagemap is saved as a user without root would see it. Nothing of the contents of memory is saved.
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {readAreas} from '../source/readers/proc/areas.ts';
import {openProc} from '../source/readers/proc/folder.ts';
import {findTree} from '../source/readers/proc/tree.ts';

const {values, positionals} = parseArgs({allowPositionals: true, options: {'no-frames': {type: 'boolean'}}});
const [folder, ...pids] = positionals;
const proc = openProc();
const keep = (name, text) => {
	const file = path.join(folder, name);
	mkdirSync(path.dirname(file), {recursive: true});
	writeFileSync(file, text);
};

keep('transparent_hugepage', proc.hugePages());
for (const {pid} of findTree(proc, pids.map(Number))) {
	for (const name of ['stat', 'status', 'cmdline', 'smaps']) {
		keep(`${pid}/${name}`, proc.text(`${pid}/${name}`));
	}

	for (const thread of proc.names(`${pid}/task`)) {
		for (const name of ['comm', 'stat']) {
			keep(`${pid}/task/${thread}/${name}`, proc.text(`${pid}/task/${thread}/${name}`));
		}
	}

	keep(`${pid}/pagemap`, pagemapText(pid, readAreas(proc.text(`${pid}/smaps`), 2 ** 36)));
}

// The frames of a run follow each other, or are not told.
function pagemapText(pid, areas) {
	const runs = [];
	const take = (page, low, word) => {
		const frame = values['no-frames'] ? 0 : low;
		const high = values['no-frames'] ? (word & ~0x7f_ffff) >>> 0 : word;
		const last = runs.at(-1);
		const isNext = last !== undefined && last.page + last.count === page && last.high === high;
		if (isNext && (frame === 0 ? last.low === 0 : last.low !== 0 && last.low + last.count === frame)) {
			last.count += 1;
		} else {
			runs.push({page, low: frame, high, count: 1});
		}
	};
	for (const {start, end, resident, swapped} of areas) {
		if (resident + swapped > 0 || end - start < 2 ** 18) {
			proc.entries(`${pid}`, start, end, end - start, take);
		}
	}

	const hex = (number, digits = 0) => (number >>> 0).toString(16).padStart(digits, '0');
	const lines = runs.map(({page, low, high, count}) => {
		const pages = count === 1 ? '' : ` ${count.toString(16)}`;
		return `${page.toString(16)} ${hex(high)}${hex(low, 8)}${pages}\n`;
	});
	return lines.join('');
}
