export const planText = (data: any, ..._: any[]): string => JSON.stringify(data, null, 1);
export const planJson = (data: any, ..._: any[]): string => JSON.stringify(data, null, 1);
