/** A comparison as bars: the system time of each kernel, in the parts of which it is made. */
import type {Comparison} from './comparison.ts';

export function comparisonBars({workload, rows}: Pick<Comparison, 'workload' | 'rows'>) {
	return {
		title: `${workload}: system time`,
		unit: 'ms',
		parts: ['parents in fork', 'parents after it', 'children until exec or exit', 'the rest'],
		bars: rows.map(({kernel, run: {time}}) => {
			const forked = [time.parentAtForkUs, time.parentLaterUs, time.childUs];
			const rest = time.sysUs - forked.reduce((sum, us) => sum + us, 0);
			return {name: kernel, values: [...forked, Math.max(0, rest)].map((us) => us / 1000)};
		}),
	};
}
