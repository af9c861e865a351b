/** Who is who in the small tenant. */
export const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export const ids = {
  tenant: idOf(1),
  boss: idOf(10),
  ada: idOf(11),
  bob: idOf(12),
  agent: idOf(13),
  team: idOf(20),
  security: idOf(21),
  dynamic: idOf(22),
  device: idOf(25),
  payroll: idOf(30),
  blueprint: idOf(31),
  graphPrincipal: idOf(40),
  payrollPrincipal: idOf(41),
  otherPrincipal: idOf(42),
  managedIdentity: idOf(43),
  blueprintPrincipal: idOf(44),
  agentIdentity: idOf(45),
  office: idOf(50),
  countries: idOf(51),
  strength: idOf(60),
  policy: idOf(70),
} as const;

export const appIds = {
  graph: '00000003-0000-0000-c000-000000000000',
  payroll: idOf(90),
  other: idOf(91),
  managedIdentity: idOf(92),
  blueprint: idOf(93),
  agent: idOf(94),
} as const;

export const roles = {
  reader: idOf(100),
  approver: idOf(101),
  mailRead: '810c84a8-4a9e-49e6-bf7d-12d183f40d01',
} as const;
export const scopes = { userRead: 'e1fe6dd8-ba31-4d61-89e7-88639da4683d', access: idOf(110) } as const;
