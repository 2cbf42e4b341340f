// helios/history/impl/engine_as_of.ipp -- states of the past: found in memory, or replayed from the
// nearest checkpoint.
#pragma once

#include <helios/history/engine.hpp>

#include <helios/base/stack.hpp>
#include <helios/history/impl/checkpoint_record.hpp>

namespace helios::history {

version_ptr engine::head(branch_id branch) const {
  std::lock_guard const sequence(sequencer_);
  return line_of(branch).head;
}

scn engine::last_commit() const {
  std::lock_guard const sequence(sequencer_);
  return durable_scn_;
}

std::optional<commit_info> engine::commit_at_or_before(scn at) const {
  std::lock_guard const sequence(sequencer_);
  return registry_.commit_at_or_before(std::min(at, durable_scn_));
}

scn engine::at_time(microseconds t) {
  while (true) {
    {
      std::lock_guard const sequence(sequencer_);
      if (t > world_->now() && t > last_time_) {
        throw error(errc::invalid_parameter_value, "AS OF a time in the future")
            .hint("Use a time up to now.");
      }
      last_time_ = std::max(last_time_, t);
      scn const found = registry_.at_time(t);
      scn const oldest = registry_.branch(main_branch).oldest;
      if (found == scn{} && oldest != scn{}) {
        throw error(errc::invalid_parameter_value, "AS OF a time before the history that is kept")
            .detail("VACUUM removed what came before.");
      }
      if (found <= durable_scn_ || options_.read_only) return std::min(found, durable_scn_);
    }
    queue_.settle();  // a commit of that time awaits its sync: it will be there, or never was
  }
}

scn engine::at_transaction(transaction_id id) const {
  std::lock_guard const sequence(sequencer_);
  auto const at = registry_.commit_of(id);
  if (!at || *at > durable_scn_) {
    throw error(errc::undefined_object,
                "transaction " + std::to_string(raw(id)) + " has not committed")
        .hint("It changed nothing, was rolled back, is still running, or never was.");
  }
  return *at;
}

/// The branch whose line holds a branch's state at an SCN: before a fork it is the parent's.
std::pair<branch_id, scn> engine::resolve(branch_id branch, scn at) const {
  while (branch != main_branch) {
    branch_info const& info = registry_.branch(branch);
    if (at > info.forked_at) break;
    branch = info.parent;
  }
  return {branch, at};
}

/// VACUUM removes the past in front of a line's oldest state, but for states kept one by one.
void engine::refuse_unless_kept(branch_id branch, scn at) const {
  auto const [line, then] = resolve(branch, at);
  if (then >= registry_.branch(line).oldest || registry_.kept().contains({line, then})) return;
  // Where the branch's own past, its ancestors' included, has its end.
  branch_info const* from = &registry_.branch(branch);
  while (from->id != main_branch && from->oldest <= from->forked_at)
    from = &registry_.branch(from->parent);
  error refused(errc::invalid_parameter_value,
                "AS OF SCN " + std::to_string(raw(at)) + " lies before the history that is kept");
  if (from->oldest == branch_info::nothing_kept)
    throw std::move(refused).detail("VACUUM removed branch \"" + from->name +
                                    "\", which had been dropped.");
  throw std::move(refused)
      .detail("VACUUM removed what came before.")
      .hint("The oldest SCN that can be read is " + std::to_string(raw(from->oldest)) + ".");
}

version_ptr engine::as_of(branch_id branch, scn at) {
  std::shared_ptr<storage::log> from;
  {
    std::lock_guard const sequence(sequencer_);
    if (at > durable_scn_) {
      throw error(errc::invalid_parameter_value,
                  "AS OF SCN " + std::to_string(raw(at)) + " lies in the future")
          .detail("The newest commit is SCN " + std::to_string(raw(durable_scn_)) + ".");
    }
    auto const asked = lines_.find(branch);
    if (asked != lines_.end() && asked->second.head && asked->second.head->at() <= at)
      return asked->second.head;
    refuse_unless_kept(branch, at);
    std::tie(branch, at) = resolve(branch, at);
    from = log_;
  }
  if (version_ptr known = known_state(branch, at)) return known;
  version_ptr made = materialise(branch, at);
  std::lock_guard const sequence(sequencer_);
  if (from != log_) return made;  // VACUUM came in between: it is no state of the new file
  std::lock_guard const hold(cache_lock_);
  cache_.push_front({branch, at, made});
  while (cache_.size() > options_.cached_states) cache_.pop_back();
  return made;
}

/// Drops the states used longest ago while memory is short.
void engine::trim_cache() {
  std::list<cached_state> dropped;
  std::lock_guard const hold(cache_lock_);
  while (!cache_.empty() && space_->pool().used() > options_.memory_limit) {
    dropped.splice(dropped.begin(), cache_, std::prev(cache_.end()));
    dropped.clear();
  }
}

version_ptr engine::known_state(branch_id branch, scn at) {
  {
    std::lock_guard const sequence(sequencer_);
    auto const line = lines_.find(branch);
    if (line != lines_.end()) {
      settle(line->second);  // while the log is read its head stands behind
      if (line->second.head->at() <= at) return line->second.head;
    }
  }
  std::lock_guard const hold(cache_lock_);
  for (auto c = cache_.begin(); c != cache_.end(); ++c) {
    if (c->branch == branch && c->at == at) {
      cache_.splice(cache_.begin(), cache_, c);
      return cache_.front().state;
    }
  }
  return nullptr;
}

std::optional<std::uint64_t> engine::checkpoint_before(scn at) const {
  if (last_checkpoint_ && last_checkpoint_->first <= at) return last_checkpoint_->second;
  return registry_.written().checkpoint_at_or_before(at);
}

version_ptr engine::materialise(branch_id branch, scn at) {
  branch_info info;
  std::pair<branch_id, scn> fork;
  std::optional<std::uint64_t> checkpoint;
  std::optional<commit_info> last;
  // All of one file: VACUUM may put another one in its place meanwhile.
  std::shared_ptr<storage::open_file> file;
  std::optional<storage::database_root> kept;
  {
    std::lock_guard const sequence(sequencer_);
    refuse_unless_kept(branch, at);
    file = file_;
    info = registry_.branch(branch);
    auto const by_itself = registry_.kept().find({branch, at});
    if (by_itself != registry_.kept().end()) kept = by_itself->second;
    fork = resolve(info.parent, info.forked_at);
    checkpoint = checkpoint_before(at);
    last = registry_.commit_at_or_before(at);
  }
  storage::database_root root;
  scn from{};
  storage::log& log = file->log();
  auto const pages = storage::open_file::pages_of(file);
  auto const line = storage::timeline::make(space_, pages);
  if (kept) return line->publish(*kept, at, {}, {});
  storage::log_position position{log.source().first(), 0, 0, 0};
  std::vector<version_ptr> holds;
  std::vector<std::shared_ptr<storage::late_maker const>> makers;
  bool found = branch == main_branch;
  while (checkpoint) {
    detail::checkpoint_record const c = detail::read_checkpoint(log, *checkpoint);
    registry_view const then(*space_, c.registry);
    auto const image = then.branch(branch);
    if (!image || image->written) {
      position = c.replay;
      found = image.has_value();
      if (found) {
        root = image->root;
        from = image->at;
      }
      break;
    }
    // It was dropped before that checkpoint, which may not have seen all of it: an older one.
    auto const older = then.checkpoint_at_or_before(scn{raw(c.at) - 1});
    if (older && *older >= *checkpoint)
      throw storage::damaged(log.source().path(), *checkpoint,
                             "The chain of checkpoints does not lead back.");
    checkpoint = older;
  }
  if (!found) {
    version_ptr start = known_state(fork.first, fork.second);
    if (!start) check_stack();  // the past of a branch begins with its parent's
    holds.push_back(start ? start : materialise(fork.first, fork.second));
    root = holds.front()->root();
    makers = holds.front()->makers();
    from = info.forked_at;
  }
  storage::replayer replay(*space_, line->owner(), root, storage::making::late);
  storage::log_reader reader = log.read_written(position);
  while (auto const frame = reader.next()) {
    if (frame->header.type != storage::frame_type::commit) continue;
    if (frame->header.scn > at) break;
    if (frame->header.branch == branch && frame->header.scn > from)
      replay.add(frame->payload, pages->in_place(frame->payload_offset(), frame->payload.size()));
  }
  if (last && last->frame >= reader.position().offset)
    throw storage::damaged(log.source().path(), reader.position().offset,
                           "The commits behind it cannot be reached.");
  storage::database_root const made = replay.finish();
  for (auto& maker : replay.makers()) makers.push_back(std::move(maker));
  return line->publish(made, at, replay.keep(), std::move(holds), std::move(makers));
}

void engine::drop_caches() {
  std::list<cached_state> dropped;
  std::lock_guard const hold(cache_lock_);
  dropped.swap(cache_);
}

}  // namespace helios::history
