import { guidFrom } from '../identity.ts';
import type { SeedUser } from '../seed.ts';
import { daysBefore, defaultDomain, digits, madeAt } from './names.ts';
import { departments, offices } from './offices.ts';
import { syncedUser } from './onPremises.ts';
import { licencesOf } from './organization.ts';
import { userBody } from './userBody.ts';

/** As written, and as an address has it. */
const givenNames: readonly (readonly [string, string])[] = [
  ['Aino', 'aino'],
  ['Björk', 'bjork'],
  ['Chloé', 'chloe'],
  ['Dragan', 'dragan'],
  ['Esther', 'esther'],
  ['François', 'francois'],
  ['Gülşen', 'gulsen'],
  ['Håkon', 'hakon'],
  ['Inés', 'ines'],
  ['健', 'ken'],
  ['Łukasz', 'lukasz'],
  ['محمد', 'mohammed'],
  ['Ngozi', 'ngozi'],
  ['Ольга', 'olga'],
  ['Pádraig', 'padraig'],
  ['Rashid', 'rashid'],
  ['Søren', 'soren'],
  ['Thảo', 'thao'],
  ['Víctor', 'victor'],
];
const surnames: readonly (readonly [string, string])[] = [
  ['Andersson', 'andersson'],
  ['Brînză', 'brinza'],
  ['Çelik', 'celik'],
  ["D'Angelo", 'dangelo'],
  ['Eriksen', 'eriksen'],
  ['Fernández', 'fernandez'],
  ['Górski', 'gorski'],
  ['Hoàng', 'hoang'],
  ['Ivanović', 'ivanovic'],
  ['李', 'li'],
  ["O'Neill", 'oneill'],
  ['Øverland', 'overland'],
  ['Patel', 'patel'],
  ['Schröder', 'schroder'],
  ['Šimek', 'simek'],
  ['Van den Berg', 'vandenberg'],
  ['Ζαχαρίου', 'zachariou'],
];
const officeList = Object.values(offices);
const departmentNames = Object.keys(departments) as readonly (keyof typeof departments)[];
const titles = ['Specialist', 'Analyst', 'Engineer', 'Coordinator', 'Manager', 'Associate', 'Consultant'];

/** They are all alike, and there may be a hundred thousand. */
const licences = licencesOf('2024-01-08T08:00:00Z');

const pick = <Item>(items: readonly Item[], index: number): Item => items[index % items.length] as Item;

/** So many people report to one. */
const span = 9;
/** So many people share an area of desks. */
export const deskArea = 60;
export const areaOf = (index: number): string => `Area ${String(Math.floor(index / deskArea) + 1).padStart(4, '0')}`;

/** Every tenth user comes from Active Directory. */
export const isSyncedIndex = (index: number): boolean => index % 10 === 9;

/** The user at an index; `earlier` are the ids of those before, among whom the manager is. */
export function generatedUser(index: number, earlier: readonly string[]): SeedUser {
  const [givenName, given] = pick(givenNames, index);
  const [surname, family] = pick(surnames, Math.floor(index / givenNames.length) + index);
  const department = pick(departmentNames, Math.floor(index / 7));
  const { phone, ...place } = pick(officeList, Math.floor(index / deskArea));
  const alias = `${given}.${family}.${index + 1}`;
  const address = `${alias}@${defaultDomain}`;
  const displayName = `${givenName} ${surname}`;
  const made = madeAt(index);
  const manager = index === 0 ? undefined : earlier[Math.floor((index - 1) / span)];
  const body = userBody({
    id: guidFrom('generated', 'user', index),
    userPrincipalName: address,
    displayName,
    createdDateTime: made,
    ...place,
    ...licences,
    accountEnabled: index % 40 !== 39,
    businessPhones: [`${phone}${digits(4, 'desk', index)}`],
    companyName: 'Contoso',
    department,
    employeeHireDate: daysBefore(made, 7),
    employeeId: String(index + 1).padStart(8, '0'),
    employeeOrgData: departments[department],
    employeeType: 'Employee',
    givenName,
    jobTitle: `${department} ${pick(titles, index)}`,
    mail: address,
    mobilePhone: `${phone}${digits(4, 'mobile', index)}`,
    officeLocation: areaOf(index),
    proxyAddresses: [`SMTP:${address}`],
    surname,
    usageLocation: place.country,
    ...(isSyncedIndex(index) ? syncedUser(alias, displayName, department) : {}),
  });
  return manager === undefined ? body : { ...body, manager };
}
