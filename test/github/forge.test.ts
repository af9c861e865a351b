import { forgeContract } from '../contract/forge.ts';
import { hubUnderTest } from './hubForge.ts';

forgeContract(hubUnderTest);
