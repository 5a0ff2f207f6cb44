/** Addresses as the panes write them: in hexadecimal as /proc does, or in decimal; columns of them are as wide as it takes. */
import type {Column} from './columns.ts';

/** An address in bytes. */
export function addressText(address: number, isDecimal = false): string {
	return isDecimal ? String(address) : address.toString(16).padStart(8, '0');
}

/** 47 bits of addresses. */
const hexWidth = 12;
const decimalWidth = 15;

type AddressColumn<Row> = Column<Row> & {addressOf(row: Row): number};

export function addressColumn<Row>(
	title: string,
	order: number,
	addressOf: (row: Row) => number,
): AddressColumn<Row> {
	const text = (row: Row) => addressText(addressOf(row));
	return {title, width: hexWidth, isNumber: true, order, text, addressOf};
}

/** The same columns with their addresses in decimal where that is wanted. */
export function inBase<Row>(columns: readonly Column<Row>[], isDecimal: boolean): readonly Column<Row>[] {
	return isDecimal ? columns.map(inDecimal) : columns;
}

function inDecimal<Row>(column: Column<Row> | AddressColumn<Row>): Column<Row> {
	return 'addressOf' in column
		? {...column, width: decimalWidth, text: (row) => addressText(column.addressOf(row), true)}
		: column;
}
