export const recoveryText = (data: any, ..._: any[]): string => JSON.stringify(data, null, 1);
export const recoveriesTable = (data: any, ..._: any[]): string => JSON.stringify(data, null, 1);
export const recoveryJson = (data: any, ..._: any[]): string => JSON.stringify(data, null, 1);
