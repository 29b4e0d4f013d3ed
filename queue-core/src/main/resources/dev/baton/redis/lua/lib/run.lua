-- The run hash: what there is to tell of a job. A foreign key in its place is replaced, never an error half-way.
local function tell_run(id, ...)
  local key = run_key(id)
  local answer = redis.pcall('HSET', key, ...)
  if type(answer) == 'table' then -- an error: HSET itself answers a number
    redis.call('UNLINK', key)
    redis.call('HSET', key, ...)
  end
end
