// Preloaded with `node --import`: names every module that the program loads, a line each on stderr.
import {writeSync} from 'node:fs';
import {registerHooks} from 'node:module';

registerHooks({
	load(url, context, nextLoad) {
		writeSync(2, `loaded ${url}\n`);
		return nextLoad(url, context);
	},
});
