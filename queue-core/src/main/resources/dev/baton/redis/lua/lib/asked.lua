-- Running jobs whose cancellation was asked for. The set is empty nearly always, so it is asked for its size first. In slices,
-- for a heartbeat is about all that four lanes hold.
local function cancel_asked(cancelling, ids)
  local asked = {}
  if #ids > 0 and redis.call('SCARD', cancelling) > 0 then
    for from = 1, #ids, SLICE do
      local to = math.min(from + SLICE - 1, #ids)
      local flags = redis.call('SMISMEMBER', cancelling, unpack(ids, from, to))
      for i = 1, #flags do
        if flags[i] == 1 then
          asked[ids[from + i - 1]] = true
        end
      end
    end
  end
  return asked
end

local function forget_asked(cancelling, asked)
  for id in pairs(asked) do
    redis.call('SREM', cancelling, id)
  end
end
