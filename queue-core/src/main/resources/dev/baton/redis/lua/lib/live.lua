-- Only expiry, or a worker's own goodbye, proves death. The score is when the heartbeat expires (ms).
local function is_live(workers, worker)
  local expiry = redis.call('ZSCORE', workers, worker)
  return expiry and tonumber(expiry) > now
end
