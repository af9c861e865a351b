export const backupsTable = (data: any, ..._: any[]): string => JSON.stringify(data, null, 1);
export const backupsJson = (data: any, ..._: any[]): string => JSON.stringify(data, null, 1);
