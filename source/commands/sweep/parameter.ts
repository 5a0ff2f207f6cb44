/** Which flag of a sweep has several values, and what they are. */
import {isRange, readRange} from '../../inquiry/sweep/range.ts';
import {UserError} from '../../machine/user-error.ts';
import {spellFlag} from '../flags/global-flags.ts';
import {parameterNames} from '../flags/workload-parameters.ts';

/** Of the machine, which every workload has. */
const sizes = ['memory', 'swap'];

export type Swept = {
	readonly parameter: string;
	readonly values: readonly number[];
	/** The flags without it, the others as the numbers that they are. */
	readonly rest: Readonly<Record<string, unknown>>;
};

/** Throws a UserError where it is none or several. */
export function chooseParameter(
	workload: string | undefined,
	flags: Readonly<Record<string, unknown>>,
): Swept {
	const names = [...parameterNames(), ...sizes];
	const ranges = names.flatMap((name) => {
		const text = flags[name];
		return typeof text === 'string' && isRange(text) ? [{name, text}] : [];
	});
	if (ranges.length !== 1) {
		throw new UserError(
			ranges.length === 0
				? 'No parameter has a range.'
				: `${ranges.map(({name}) => spellFlag(name)).join(' and ')} cannot both have a range.`,
			{
				expected: `one such as --pages 1K..1M${workload === undefined ? '' : `; \`forkscope list workloads\` has the parameters of ${workload}`}`,
			},
		);
	}

	const [{name, text}] = ranges;
	return {parameter: name, values: readRange(spellFlag(name), text), rest: {...flags, [name]: undefined}};
}
