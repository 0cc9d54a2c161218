// Runs telegram-test-api and prints its address. With "mended" as argument, it answers with a
// message as the Bot API has it; by itself it gives dates in milliseconds and echoes every
// parameter as the string that it came as.
const TelegramServer = require('telegram-test-api');
const net = require('net');

const probe = net.createServer();
probe.listen(0, '127.0.0.1', () => {
  const { port } = probe.address();
  probe.close(async () => {
    const server = new TelegramServer({ port, host: '127.0.0.1' });
    if (process.argv[2] === 'mended') {
      const add = server.addBotMessage.bind(server);
      server.addBotMessage = (raw, token) => {
        const message = add(raw, token);
        const { message_id, chat, text, date } = message;
        return { message_id, chat, text, date: Math.floor(date / 1000) };
      };
    }
    await server.start();
    console.log(server.config.apiURL);
  });
});
