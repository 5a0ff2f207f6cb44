/**
 * What runs in the browser of who opens a page: it draws the tree of the moment that the slider is at. Texts become text nodes
 * only, so that no name is ever read as a tag.
 */
export const pageScript = `'use strict';
(() => {
	const {names, moments} = JSON.parse(document.getElementById('data').textContent);
	const kinds = ['own', 'shared', 'tables', 'swapped'];
	const sizeOf = (bytes) => {
		const units = ['', 'K', 'M', 'G', 'T'];
		let unit = 0;
		for (; bytes >= 1024 && unit < units.length - 1; unit += 1) {
			bytes /= 1024;
		}
		return bytes === 0 ? '.' : (unit < 2 ? Math.round(bytes) : bytes.toFixed(1)) + units[unit];
	};
	const memoryOf = (row) => row.slice(4);
	const sum = (values) => values.reduce((all, value) => all + value, 0);
	const scale = moments.reduce((most, {rows}) => rows.reduce((more, row) => Math.max(more, sum(memoryOf(row))), most), 1);
	const put = (parent, tag, className, text) => {
		const element = document.createElement(tag);
		element.className = className;
		element.textContent = text;
		parent.append(element);
		return element;
	};
	const slider = document.getElementById('at');
	const tree = document.getElementById('tree');
	const draw = () => {
		const moment = moments[slider.value];
		document.getElementById('position').textContent = 'after ' + moment.position + ' of ' + moments.at(-1).position + ' events';
		document.getElementById('event').textContent = moment.text;
		tree.replaceChildren();
		for (const row of moment.rows) {
			const [pid, depth, name, state] = row;
			const memory = memoryOf(row);
			const line = put(tree, 'div', 'row', '');
			put(line, 'span', 'pid', String(pid));
			put(line, 'span', 'name', names[name]).style.paddingLeft = Math.min(depth, 40) * 0.9 + 'em';
			put(line, 'span', 'state', state);
			for (const bytes of memory.length === 0 ? ['', '', '', ''] : memory) {
				put(line, 'span', 'size', bytes === '' ? '' : sizeOf(bytes));
			}
			const bar = put(line, 'span', 'bar', '');
			memory.forEach((bytes, i) => {
				put(bar, 'i', kinds[i], '').style.width = (100 * bytes) / scale + '%';
			});
		}
		if (moment.more > 0) {
			put(tree, 'div', 'more', 'and ' + moment.more + ' more');
		}
	};
	slider.addEventListener('input', draw);
	draw();
})();
`;
