// string-width in the bundle, loaded when the first text beyond ASCII is measured: its sets of characters take long to make.
let measure;

export default function stringWidth(...given) {
	measure ??= require('../node_modules/string-width/index.js').default;
	return measure(...given);
}
