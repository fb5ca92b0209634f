// Programs that start nothing their words name. Pure.
import { setOf } from './tables.ts';

/**
 * These only read or print their words. Others may start what their words name: a wrapper nobody has listed. Options with which some of them
 * start a pager or another program all the same are in `options`, `git` and `gh`.
 */
export const INERT =
  setOf(`echo printf grep egrep fgrep rg ag ack ls cat head tail wc which type whereis man tree stat file test [ true false pwd cd mkdir touch
  basename dirname diff sort uniq cut tr jq yq git gh export declare typeset local readonly set read >`);
