/** `mmap`: memory is mapped at exactly that address. */
import {mapMemory} from '../../kernel/index.ts';
import {opFlags} from '../op.ts';
import {hugetlbName, type Program, rightsText} from '../program.ts';
import {fileKindOf, isSharedWritable, numberOf, toVmaFlags} from '../requests.ts';
import {bitField, pidField} from './fields.ts';
import {mappingFields, mappingRequired} from './image-fields.ts';
import type {Op} from './op.ts';
import {filled, mmOf, rangeOf} from './step.ts';
import {rangeText, textOf} from './words.ts';

export const mmap: Op = {
	kind: 10,
	meaning:
		'maps at exactly that address; `share` is `"private"` or `"shared"`; without `file` the memory is anonymous, and with `hugetlb` (MAP_HUGETLB) it is huge pages of the pool in the header',
	fields: {pid: pidField('pid'), ...mappingFields, hugetlb: bitField(opFlags.hugetlb)},
	required: ['pid', ...mappingRequired, 'share'],
	value: 'offset',
	text: 'file',
	run(step) {
		const {program, op} = step;
		const {address, length} = rangeOf(step);
		const result = mapMemory(step.kernel, mmOf(step), {
			address,
			length,
			flags: toVmaFlags(program.flags[op]),
			file: isPool(program, op) ? numberOf(program, hugetlbName) : program.text[op],
			fileKind: fileKindOf(textOf(program, op)),
			offset: Math.max(0, program.value[op]),
			name: program.name[op],
		});
		return filled(step, result, address, length);
	},
	words: (program, op, numbers) =>
		`mmap ${program.pid[op]} ${rangeText(program, op, numbers)} ${kindText(program, op)}`,
	needs: (program, op) => ({
		sharedMemory: isSharedWritable(program.flags[op]),
		hugetlb: isPool(program, op),
		hugetlbTables: isPool(program, op) && isShared(program, op) && program.length[op] >= 2 ** 30,
	}),
	reaches: ({address, length}, op) => address[op] + length[op],
};

function isPool({flags}: Program, op: number): boolean {
	return (flags[op] & opFlags.hugetlb) !== 0;
}

function isShared({flags}: Program, op: number): boolean {
	return (flags[op] & opFlags.shared) !== 0;
}

/** `rw-p /lib/libc.so`. */
function kindText(program: Program, op: number): string {
	const flags = program.flags[op];
	const file = isPool(program, op) ? hugetlbName : textOf(program, op) || program.strings[program.name[op]];
	return `${rightsText(flags)}${isShared(program, op) ? 's' : 'p'}${file === '' ? '' : ` ${file}`}`;
}
