/** The erosion of a family as curves: which share of what each child was born with it still shares. */
import type {SharingAnswer} from './answer.ts';

export function erosionPlot({timeline, machine, erosion}: SharingAnswer) {
	const {time} = timeline.history;
	return {
		title: `Still shared, ${machine.program.header.name} on ${machine.design.id}`,
		xLabel: 'milliseconds',
		yLabel: '%',
		series: erosion.children.map(({birth, points}) => ({
			name: String(birth.child.pid),
			points: points.map(({position, shared, inherited}): readonly [number, number] => [
				time[position] / 1000,
				inherited === 0 ? 0 : (100 * shared) / inherited,
			]),
		})),
	};
}
