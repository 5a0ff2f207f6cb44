/** What a built-in workload is: the record that each file of this folder exports, and how its parameters are checked. */
import type {Program} from '../machine/program.ts';
import {UserError} from '../machine/user-error.ts';
import {type Space, spaceFor} from './space.ts';

/** What can be set by a flag of the parameter's name. A switch is off unless given. */
export type Parameter = NumberParameter | SwitchParameter;
type NumberParameter = {
	readonly type: 'number';
	readonly default: number;
	/** What the number means, with its unit; one line without a full stop. */
	readonly summary: string;
	/** Bounds, both included; only whole numbers are taken. */
	readonly least: number;
	readonly most: number;
	/** One letter: `-n`. */
	readonly shortFlag?: string;
};
type SwitchParameter = {readonly type: 'boolean'; readonly summary: string; readonly shortFlag?: string};

/** Parameters by name, in camelCase as flags are. */
export type Parameters = Readonly<Record<string, Parameter>>;
type ValueOf<P extends Parameter> = P['type'] extends 'number' ? number : boolean;
type ValuesOf<P extends Parameters> = {readonly [Name in keyof P]: ValueOf<P[Name]>};

export type Workload = {
	/** What one types. */
	readonly id: string;
	/** A few words for lists. */
	readonly title: string;
	/** What it teaches, in one sentence. */
	readonly teaches: string;
	readonly parameters: Parameters;
	/**
	 * The program, with the default of each parameter that is not given; what else is given is ignored. The same values
	 * give the same program. `geometry` among them says for which page tables it is laid out. Throws a UserError for a value
	 * out of bounds.
	 */
	build(given?: Readonly<Record<string, unknown>>): Program;
};

type Definition<P extends Parameters> = Omit<Workload, 'parameters' | 'build'> & {
	readonly parameters: P;
	build(values: ValuesOf<P>, space: Space): Program;
};

/** A workload whose `build` gets parameters that are all there, checked, and of the types that they declare. */
export function defineWorkload<const P extends Parameters>(definition: Definition<P>): Workload {
	const {parameters} = definition;
	return {
		...definition,
		build: (given = {}) => definition.build(readParameters(parameters, given), spaceFor(given.geometry)),
	};
}

/** The parameter that every workload with chance in it has. */
export const seedParameter = {
	type: 'number',
	default: 1,
	least: 0,
	most: 2 ** 32 - 1,
	summary: 'number that the chances are drawn from',
} as const satisfies Parameter;

function readParameters<P extends Parameters>(
	parameters: P,
	given: Readonly<Record<string, unknown>>,
): ValuesOf<P> {
	const entries = Object.entries(parameters);
	const values = entries.map(([name, parameter]) => [name, readValue(name, parameter, given[name])]);
	return Object.fromEntries(values);
}

function readValue(name: string, parameter: Parameter, given: unknown): number | boolean {
	if (parameter.type === 'boolean') {
		return given === true;
	}

	const value = given === undefined ? parameter.default : Number(given);
	const {least, most} = parameter;
	if (!Number.isInteger(value) || value < least || value > most) {
		throw new UserError(`The parameter ${name} cannot be ${String(given)}`, {
			expected: `a whole number from ${least} to ${most} (${parameter.summary})`,
		});
	}

	return value;
}
