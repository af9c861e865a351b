export const reportYaml = (data: any, ..._: any[]): string => JSON.stringify(data, null, 1);
