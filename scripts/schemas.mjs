// Makes the JSON Schemas of what commands answer with --json. They are made of the types that say so, source/commands/answers.ts,
// and lie in source/commands/schema/answers.json, or in the file named as the first argument.
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {SymbolFlags, TypeFlags} from 'typescript/unstable/sync';
import {root} from './bundle.mjs';
import {withTypes} from './types.mjs';

const target = path.resolve(
	process.argv[2] ?? path.join(root, 'source', 'commands', 'schema', 'answers.json'),
);
writeFileSync(target, `${JSON.stringify(withTypes(schemas), undefined, '\t')}\n`);

/** `answers` by name; types that have a name are in `types`, where answers and other types refer to them. */
function schemas({checker, exportsOf}) {
	const types = {};
	const ids = new Map();
	const declared = exportsOf('source/commands/answers.ts');
	const answersOf = (name) =>
		checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(declared.get(name)));
	const about = checker.getDeclaredTypeOfSymbol(declared.get('About'));
	const answers = [
		...answersOf('MachineAnswers').map((answer) => [answer.name, headed(answer, inPlace(about))]),
		...answersOf('OtherAnswers').map((answer) => [answer.name, headed(answer)]),
		...answersOf('LineAnswers').map((answer) => [answer.name, lines(answer, inPlace(about))]),
	];
	return {
		answers: Object.fromEntries(answers.toSorted(([a], [b]) => (a < b ? -1 : 1))),
		types: sorted(types),
	};

	/** The fields of an answer behind its header. */
	function headed(answer, header) {
		const fields = inPlace(checker.getTypeOfSymbol(answer));
		const kinds = (fields.anyOf ?? [fields]).map((kind) => withHeader(answer.name, kind, header));
		return kinds.length === 1 ? kinds[0] : {anyOf: kinds};
	}

	/** The answer is a line of its own behind a line with the header. */
	function lines(answer, header) {
		const nothing = {type: 'object', properties: {}, required: [], additionalProperties: false};
		return {anyOf: [withHeader(answer.name, nothing, header), inPlace(checker.getTypeOfSymbol(answer))]};
	}

	function withHeader(name, fields, header = {properties: {}, required: []}) {
		const id = {schema: {const: `forkscope/${name}@1`}};
		return {
			...fields,
			properties: {...id, ...header.properties, ...fields.properties},
			required: [...new Set(['schema', ...header.required, ...fields.required])],
		};
	}

	function schemaOf(type, isNamed = true) {
		const {flags} = type;
		if (flags & (TypeFlags.Any | TypeFlags.Unknown)) {
			return {};
		}

		if (type.isLiteralType()) {
			return {const: type.value};
		}

		if (type.isUnionType()) {
			return unionOf(type.getTypes());
		}

		const plain = plainType(flags);
		if (plain !== undefined) {
			return {type: plain};
		}

		return isNamed && isNameable(type) ? named(type) : objectOf(type);
	}

	/** Of a branded number the number, as its brand is none in JSON. */
	function plainType(flags) {
		const names = [
			[TypeFlags.String | TypeFlags.TemplateLiteral, 'string'],
			[TypeFlags.Number, 'number'],
			[TypeFlags.Boolean, 'boolean'],
			[TypeFlags.Null, 'null'],
		];
		return names.find(([flag]) => flags & flag)?.[1];
	}

	function unionOf(all) {
		const parts = all.filter(({flags}) => !(flags & TypeFlags.Undefined));
		const values = parts.filter((part) => part.isLiteralType()).map(({value}) => value);
		const isBoolean = values.includes(true) && values.includes(false);
		const told = isBoolean ? values.filter((value) => typeof value !== 'boolean') : values;
		const schemas = [
			...(told.length === 0 ? [] : [told.length === 1 ? {const: told[0]} : {enum: told.toSorted()}]),
			...(isBoolean ? [{type: 'boolean'}] : []),
			...parts.filter((part) => !part.isLiteralType()).map((part) => schemaOf(part)),
		];
		return schemas.length === 1 ? schemas[0] : {anyOf: schemas};
	}

	function isNameable(type) {
		return type.getAliasSymbol() !== undefined && type.getAliasTypeArguments().length === 0;
	}

	/** Two types of one name are told apart by a number. */
	function named(type) {
		if (!ids.has(type.id)) {
			const {name} = type.getAliasSymbol();
			const others = [...ids.values()].filter((each) => each.replace(/\d+$/, '') === name).length;
			const id = others === 0 ? name : `${name}${others + 1}`;
			ids.set(type.id, id);
			types[id] = describe(type.getAliasSymbol(), objectOf(type));
		}

		return {$ref: `#/$defs/${ids.get(type.id)}`};
	}

	/** The schema itself where others would refer to it. */
	function inPlace(type) {
		return schemaOf(type, false);
	}

	function objectOf(type) {
		if (checker.isTupleType(type)) {
			const items = checker.getTypeArguments(type).map((each) => schemaOf(each));
			return {type: 'array', prefixItems: items, items: false, minItems: items.length};
		}

		if (checker.isArrayType(type)) {
			return {type: 'array', items: schemaOf(checker.getTypeArguments(type)[0])};
		}

		const [index] = checker.getIndexInfosOfType(type);
		const properties = checker.getPropertiesOfType(type);
		if (index !== undefined && properties.length === 0) {
			return {type: 'object', additionalProperties: schemaOf(index.valueType)};
		}

		return {
			type: 'object',
			properties: Object.fromEntries(properties.map((each) => [each.name, propertyOf(each)])),
			required: properties.filter((each) => !isOptional(each)).map(({name}) => name),
			additionalProperties: false,
		};
	}

	function propertyOf(property) {
		return describe(property, schemaOf(checker.getTypeOfSymbol(property)));
	}

	/** What is undefined is not written. */
	function isOptional(property) {
		const type = checker.getTypeOfSymbol(property);
		const parts = type.isUnionType() ? type.getTypes() : [type];
		return (
			(property.flags & SymbolFlags.Optional) !== 0 || parts.some(({flags}) => flags & TypeFlags.Undefined)
		);
	}

	function describe(symbol, schema) {
		const text = checker.getDocumentationCommentOfSymbol(symbol).replaceAll(/\s+/g, ' ').trim();
		return text === '' ? schema : {description: text, ...schema};
	}
}

function sorted(object) {
	return Object.fromEntries(Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
