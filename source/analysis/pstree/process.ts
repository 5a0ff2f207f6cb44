/**
 * What a process tree is made of before it is drawn: plain data, the way /proc would tell it. Text is text; a byte
 * that is no UTF-8 may be given as a lone surrogate U+DC80–U+DCFF, as Python's `surrogateescape` writes it.
 */

export type PstreeThread = {
	readonly tid: number;
	readonly comm: string;
};

export type PstreeProcess = {
	readonly pid: number;
	readonly pgid: number;
	readonly uid: number;
	/** The user's name, or the number where there is none. */
	readonly user: string;
	readonly comm: string;
	/** Empty where the command line is: kernel threads and zombies. */
	readonly argv: readonly string[];
	/** Without the main thread, which is the process itself. */
	readonly threads: readonly PstreeThread[];
	readonly children: readonly PstreeProcess[];
	/** A zombie has lost its command line, whatever `argv` says. */
	readonly zombie?: boolean;
};

const utf8 = new TextEncoder();

/** The UTF-8 bytes of a text, one character a byte: such strings compare and count as C strings do. */
export function toBytes(text: string): string {
	if (/^[\0-\u007F]*$/.test(text)) {
		return text;
	}

	let bytes = '';
	for (const character of text) {
		bytes += characterBytes(character);
	}

	return bytes;
}

function characterBytes(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	return code >= 0xdc_80 && code <= 0xdc_ff
		? String.fromCharCode(code - 0xdc_00)
		: String.fromCharCode(...utf8.encode(character));
}

/** Bytes as pstree prints them: a backslash doubled, everything outside printable ASCII as three octal digits. */
export function escapeBytes(bytes: string): string {
	return bytes.replaceAll(/[^ -[\]-~]/g, (byte) =>
		byte === '\\' ? '\\\\' : `\\${byte.charCodeAt(0).toString(8).padStart(3, '0')}`,
	);
}
