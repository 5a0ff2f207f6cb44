/** JSON Schema of a line of a workload file, made of what its readers go by: the header's own schema and the fields of the ops. */
import {toJsonSchema} from '@valibot/to-json-schema';
import {fieldsSchema, type JsonSchema} from '../../machine/ops/field.ts';
import {timeField} from '../../machine/ops/fields.ts';
import {opNames, ops} from '../../machine/ops/index.ts';
import {sizeSchema} from '../../machine/ops/size.ts';
import {headerSchema, size} from './forkscope.ts';

/** The first line of a file is a header, each line behind it an op; empty lines are passed over. */
export function workloadSchema(): JsonSchema {
	return {anyOf: [headerLine(), ...opNames.map(opLine)]};
}

function headerLine(): JsonSchema {
	const {$schema: _, ...schema} = toJsonSchema(headerSchema, {
		typeMode: 'input',
		ignoreActions: ['check', 'transform'],
		overrideSchema: ({valibotSchema}) =>
			valibotSchema === size.pipe[0] ? {...sizeSchema, anyOf: [...sizeSchema.anyOf]} : undefined,
	});
	return {title: 'header', ...schema};
}

function opLine(name: (typeof opNames)[number]): JsonSchema {
	const {fields, required, meaning} = ops[name];
	const others = {op: {const: name}, t: timeField.schema};
	return {title: name, description: meaning, ...fieldsSchema(fields, ['op', ...required], others)};
}
