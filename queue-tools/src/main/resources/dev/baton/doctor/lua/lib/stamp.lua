-- Included. What changes whenever a job moves from place to place: whoever claims a job and gives it back writes its status
-- and then its tries; only salvage moves a bare id without a trace of its own, and counts. So between two equal stamps the job
-- stood still, and a walk from the one to the other saw it wherever it stood. JobEvidence spells the same.
local function stamp_of(id)
  local record = base .. 'job:' .. id
  return table.concat({
    redis.call('GET', record .. ':status') or '',
    string.format('%.0f', redis.call('EXISTS', record)),
    redis.call('ZSCORE', base .. 'scheduled', id) and '1' or '0',
    string.format('%.0f', redis.call('SISMEMBER', base .. 'stale', id)),
    string.format('%.0f', redis.call('SISMEMBER', base .. 'cancelling', id)),
    redis.call('HGET', base .. 'stats', 'salvaged') or '',
    redis.call('HGET', base .. 'tries', id) or '',
  }, '|')
end
