import type { DepartmentName, OfficeName } from './offices.ts';

/** Given name, surname, job title, department, office, alias of the manager. */
export type Employee = readonly [string, string, string, DepartmentName, OfficeName, string | null];

/** Everyone Contoso employs, by alias; employee numbers follow this order. */
export const staff = {
  'ingrid.solberg': ['Ingrid', 'Solberg', 'Chief Executive Officer', 'Executive', 'oslo', null],
  'mairead.obrien': ['Máiréad', "O'Brien", 'Chief Financial Officer', 'Executive', 'dublin', 'ingrid.solberg'],
  'yoko.tanaka': ['陽子', '田中', 'Chief Technology Officer', 'Executive', 'tokyo', 'ingrid.solberg'],
  'andre.goncalves': ['André', 'Gonçalves', 'Chief Commercial Officer', 'Executive', 'saoPaulo', 'ingrid.solberg'],
  'jurgen.grossmann': ['Jürgen', 'Großmann', 'Chief Operating Officer', 'Executive', 'berlin', 'ingrid.solberg'],
  'kari.nordmann': ['Kari', 'Nordmann', 'Executive Assistant', 'Executive', 'oslo', 'ingrid.solberg'],

  'siobhan.kelly': ['Siobhán', 'Kelly', 'Head of Finance', 'Finance', 'dublin', 'mairead.obrien'],
  'liam.murphy': ['Liam', 'Murphy', 'Financial Controller', 'Finance', 'dublin', 'siobhan.kelly'],
  'nora.null': ['Nora', 'Null', 'Accountant', 'Finance', 'oslo', 'siobhan.kelly'],
  'ole.aas': ['Ole', 'Ås', 'Payroll Specialist', 'Finance', 'oslo', 'siobhan.kelly'],
  'maria.da.silva': ['Maria', 'da Silva', 'Treasury Analyst', 'Finance', 'saoPaulo', 'liam.murphy'],
  'agnieszka.wojcik': ['Agnieszka', 'Wójcik', 'Accounts Payable Clerk', 'Finance', 'warsaw', 'liam.murphy'],
  'tariq.al.farsi': ['طارق', 'الفارسي', 'Tax Advisor', 'Finance', 'dubai', 'siobhan.kelly'],

  'cillian.walsh': ['Cillian', 'Walsh', 'General Counsel', 'Legal', 'dublin', 'mairead.obrien'],
  'anne.marie.le.goff': ['Anne-Marie', 'Le Goff', 'Privacy Officer', 'Legal', 'dublin', 'cillian.walsh'],
  'henrik.lokken': ['Henrik', 'Løkken', 'Contract Manager', 'Legal', 'oslo', 'cillian.walsh'],

  'astrid.bjornson': ['Astrid', 'Bjørnson', 'Head of People', 'Human Resources', 'oslo', 'ingrid.solberg'],
  'zofia.zak': ['Zofia', 'Żak', 'Recruiter', 'Human Resources', 'warsaw', 'astrid.bjornson'],
  'thandiwe.nkosi': ['Thandiwe', 'Nkosi', 'People Partner', 'Human Resources', 'dublin', 'astrid.bjornson'],
  'mina.aasen': ['Mina', 'Aasen', 'Apprentice', 'Human Resources', 'oslo', 'astrid.bjornson'],

  'piotr.wisniewski': ['Piotr', 'Wiśniewski', 'Head of IT', 'IT', 'warsaw', 'yoko.tanaka'],
  'lars.hansen': ['Lars', 'Hansen', 'Identity Engineer', 'IT', 'oslo', 'piotr.wisniewski'],
  'emeka.okafor': ['Chukwuemeka', 'Okafor', 'Cloud Platform Engineer', 'IT', 'dublin', 'piotr.wisniewski'],
  'katarzyna.lis': ['Katarzyna', 'Lis', 'Service Desk Lead', 'IT', 'warsaw', 'piotr.wisniewski'],
  'jakub.nowak': ['Jakub', 'Nowak', 'Service Desk Analyst', 'IT', 'warsaw', 'katarzyna.lis'],
  'fatima.zahra': ['فاطمة', 'الزهراء', 'Service Desk Analyst', 'IT', 'dubai', 'katarzyna.lis'],
  'brandon.lee': ['Brandon', 'Lee', 'Endpoint Engineer', 'IT', 'seattle', 'piotr.wisniewski'],
  'xiaoming.wang': ['小明', '王', 'Network Engineer', 'IT', 'tokyo', 'piotr.wisniewski'],

  'sunniva.berg': ['Sunniva', 'Berg', 'Chief Information Security Officer', 'Security', 'oslo', 'ingrid.solberg'],
  'marcus.webb': ['Marcus', 'Webb', 'Incident Responder', 'Security', 'seattle', 'sunniva.berg'],
  'noor.haddad': ['نور', 'حداد', 'Security Analyst', 'Security', 'dubai', 'sunniva.berg'],
  'elif.yildiz': ['Elif', 'Yıldız', 'Threat Hunter', 'Security', 'berlin', 'marcus.webb'],

  'hiroshi.sato': ['浩', '佐藤', 'Head of Engineering', 'Engineering', 'tokyo', 'yoko.tanaka'],
  'priya.raghunathan': ['Priya', 'Raghunathan', 'Principal Engineer', 'Engineering', 'seattle', 'hiroshi.sato'],
  'aoi.suzuki': ['葵', '鈴木', 'Software Engineer', 'Engineering', 'tokyo', 'hiroshi.sato'],
  'dmytro.shevchenko': ['Дмитро', 'Шевченко', 'Software Engineer', 'Engineering', 'warsaw', 'priya.raghunathan'],
  'eleni.papadopoulou': ['Ελένη', 'Παπαδοπούλου', 'Software Engineer', 'Engineering', 'berlin', 'priya.raghunathan'],
  'minh.nguyen': ['Minh', 'Nguyễn', 'Test Engineer', 'Engineering', 'seattle', 'priya.raghunathan'],
  'jiwoo.kim': ['지우', '김', 'Data Engineer', 'Engineering', 'tokyo', 'hiroshi.sato'],
  'rivka.ben.ami': ['רבקה', 'בן עמי', 'Site Reliability Engineer', 'Engineering', 'dublin', 'priya.raghunathan'],
  leo: ['Leo', 'Åkerström', 'Intern', 'Engineering', 'oslo', 'hiroshi.sato'],

  'beatriz.souza': ['Beatriz', 'Souza', 'Head of Sales', 'Sales', 'saoPaulo', 'andre.goncalves'],
  'john.smith': ['John', 'Smith', 'Account Executive', 'Sales', 'seattle', 'beatriz.souza'],
  'john.smith2': ['John', 'Smith', 'Sales Engineer', 'Sales', 'dublin', 'beatriz.souza'],
  'omar.khalil': ['عمر', 'خليل', 'Account Executive', 'Sales', 'dubai', 'beatriz.souza'],
  'camille.dubois': ['Camille', 'Dubois', 'Partner Manager', 'Sales', 'dublin', 'beatriz.souza'],
  'rafael.nunez': ['Rafael', 'Núñez', 'Account Executive', 'Sales', 'saoPaulo', 'beatriz.souza'],
  'tuva.dahl': ['Tuva', 'Dahl', 'Inside Sales', 'Sales', 'oslo', 'camille.dubois'],

  'isabella.rossi': ['Isabella', 'Rossi', 'Head of Marketing', 'Marketing', 'saoPaulo', 'andre.goncalves'],
  'sven.oe': ['Sven', 'Ø', 'Designer', 'Marketing', 'oslo', 'isabella.rossi'],
  'chloe.martin': ['Chloë', 'Martin', 'Content Editor', 'Marketing', 'dublin', 'isabella.rossi'],
  'taylor.yes': ['Taylor', 'Yes', 'Event Manager', 'Marketing', 'seattle', 'isabella.rossi'],

  'sabine.mueller': ['Sabine', 'Müller', 'Plant Manager', 'Manufacturing', 'berlin', 'jurgen.grossmann'],
  'thomas.schaefer': ['Thomas', 'Schäfer', 'Shift Supervisor', 'Manufacturing', 'berlin', 'sabine.mueller'],
  'ute.weiss': ['Ute', 'Weiß', 'Quality Engineer', 'Manufacturing', 'berlin', 'sabine.mueller'],
  'mehmet.oezdemir': ['Mehmet', 'Özdemir', 'Machine Operator', 'Manufacturing', 'berlin', 'thomas.schaefer'],
  'bjoern.koenig': ['Björn', 'König', 'Machine Operator', 'Manufacturing', 'berlin', 'thomas.schaefer'],
  'hannah.von.der.heide': ['Hannah', 'von der Heide', 'Logistics Planner', 'Manufacturing', 'berlin', 'sabine.mueller'],
  'goran.saric': ['Goran', 'Šarić', 'Maintenance Technician', 'Manufacturing', 'berlin', 'thomas.schaefer'],
  'lea.schulz': ['Léa', 'Schulz', 'Warehouse Clerk', 'Manufacturing', 'berlin', 'hannah.von.der.heide'],
} as const satisfies Readonly<Record<string, Employee>>;

export type StaffAlias = keyof typeof staff;
export const staffAliases = Object.keys(staff) as readonly StaffAlias[];
