// pre-receive: asks the hub, which knows the rules, and says what it says. Started by git, with nothing but Node.
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { HUB_URL, HUB_PUSH, GIT_OBJECT_DIRECTORY, GIT_ALTERNATE_OBJECT_DIRECTORIES, GIT_QUARANTINE_PATH } = process.env;
const answer = await fetch(`${HUB_URL}/_hub/pre-receive`, {
  method: 'POST',
  body: JSON.stringify({
    push: HUB_PUSH,
    commands: Buffer.concat(chunks).toString('utf8'),
    quarantine: { GIT_OBJECT_DIRECTORY, GIT_ALTERNATE_OBJECT_DIRECTORIES, GIT_QUARANTINE_PATH },
  }),
});
const said = await answer.text();
if (said !== '') process.stderr.write(said);
process.exitCode = answer.status === 200 ? 0 : 1;
