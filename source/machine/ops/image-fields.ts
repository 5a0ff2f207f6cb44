/** The mappings of an exec's image in workload format 1, and the fields that they share with mmap. */
import {opFlags} from '../op.ts';
import type {ImageMapping, RowFields} from '../program.ts';
import type {Field, Fields, RowDraft} from './field.ts';
import {FieldMistake, fieldsSchema, readFields, writeFields} from './field.ts';
import {bitField, hexField, rightsField, shareField, sizeField, textField} from './fields.ts';
import {parseSize, sizeSchema} from './size.ts';

export const imageField: Field = {
	get schema() {
		return {type: 'array', items: fieldsSchema(mappingFields, mappingRequired, {filled: sizeSchema})};
	},
	read(value, row) {
		if (!Array.isArray(value)) {
			throw new FieldMistake('a list of mappings');
		}

		row.image = value.map(readMapping);
	},
	write: (row) => row.image?.map(writeMapping),
};

export const mappingFields: Fields = {
	addr: hexField('address'),
	len: sizeField('length'),
	prot: rightsField,
	share: shareField,
	file: textField('file'),
	offset: sizeField('offset'),
	name: textField('name'),
	growsDown: bitField(opFlags.growsDown),
	device: bitField(opFlags.device),
	stack: bitField(opFlags.stack),
	noReserve: bitField(opFlags.noReserve),
};
export const mappingRequired = ['addr', 'len', 'prot'];

function readMapping(value: unknown, index: number): ImageMapping {
	if (typeof value !== 'object' || value === null) {
		throw new FieldMistake('a list of mappings, each an object like an mmap');
	}

	const row: RowDraft = {};
	const {filled, ...rest} = value as Record<string, unknown>;
	readFields(rest, mappingFields, mappingRequired, row, `mapping ${index + 1} of the image: `);
	const filledBytes = filled === undefined ? undefined : parseSize(filled);
	if (filled !== undefined && filledBytes === undefined) {
		throw new FieldMistake(`mapping ${index + 1} of the image: a size for "filled"`);
	}

	return {
		address: row.address ?? 0,
		length: row.length ?? 0,
		flags: row.flags ?? 0,
		offset: row.offset ?? 0,
		...(row.file === undefined ? {} : {file: row.file}),
		...(row.name === undefined ? {} : {name: row.name}),
		...(filledBytes === undefined ? {} : {filled: filledBytes}),
	};
}

function writeMapping(mapping: ImageMapping): Record<string, unknown> {
	const {address, length, flags, file, offset, name, filled} = mapping;
	const row: RowFields = {
		address,
		length,
		flags,
		file,
		offset: file === undefined && offset === 0 ? undefined : offset,
		name,
	};
	return {...writeFields(row, mappingFields), ...(filled === undefined ? {} : {filled})};
}
