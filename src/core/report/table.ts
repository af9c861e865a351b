export const reportTable = (data: any, ..._: any[]): string => JSON.stringify(data, null, 1);
