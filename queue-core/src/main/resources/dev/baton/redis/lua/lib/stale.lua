-- A job that is cancelled while pending leaves its id where it stands; the id is listed in `stale` until a claim, an
-- adoption or a salvage meets and drops it. While it is listed, purge keeps its status, so that the id stays refused.
local function drop_stale(stale, cancelled, ids, statuses)
  for i = 1, #ids do
    if statuses[i] == 'cancelled' and redis.call('SREM', stale, ids[i]) == 1 then
      if not redis.call('ZSCORE', cancelled, ids[i]) then
        redis.call('UNLINK', status_key(ids[i])) -- purged meanwhile: this was the last trace
      end
    end
  end
end
