// helios/history/impl/engine_commit.ipp -- commits: checked against the tip, applied, sequenced,
// made durable; and ids.
#pragma once

#include <helios/history/engine.hpp>

#include <helios/storage/fresh_leaves.hpp>
#include <helios/storage/tree_diff.hpp>
#include <helios/storage/value_mover.hpp>
#include <helios/storage/value_refs.hpp>

#include <algorithm>
#include <deque>
#include <utility>

namespace helios::history {

namespace detail {

[[noreturn]] inline void lost(std::string detail) {
  throw error(errc::serialization_failure, "could not serialize access due to concurrent update")
      .detail(std::move(detail))
      .hint("Run the transaction again.");
}

/// A commit on its way into the log.
struct queued_commit : queued_frame {
  version_ptr tip, made;  // the tip it grew from, and what it made of it
  scn before{};           // the last commit of its branch then
};

/// All of a record but its operations, which a load has too many of to be copied.
[[nodiscard]] inline storage::commit_record without_operations(storage::commit_record& from) {
  std::vector<storage::tree_operations> trees = std::exchange(from.trees, {});
  storage::commit_record rest = from;
  from.trees = std::move(trees);
  return rest;
}

}  // namespace detail

void engine::validate(commit_request const& request, version_ptr const& from,
                      version_ptr const& to) {
  auto const open_both = [&](tree_id id) {
    auto const before = storage::open_tree(from->root(), id, *space_);
    auto const now = storage::open_tree(to->root(), id, *space_);
    if (before.has_value() != now.has_value() ||
        (before && before->form().fingerprint() != now->form().fingerprint())) {
      detail::lost(
          "A concurrent transaction changed the definition of a table that this one writes.");
    }
    return std::pair(before, now);
  };
  for (storage::tree_operations const& t : request.record.trees) {
    auto const [before, now] = open_both(t.id);
    if (!before || storage::identity(before->root().ref) == storage::identity(now->root().ref))
      continue;
    for (storage::tree_op const& o : t.ops) {
      if (!storage::same_row(*before, *now, o.key)) {
        detail::lost("A concurrent transaction wrote a row that this one writes.");
      }
    }
  }
  for (storage::tree_definition const& d : request.record.definitions) {
    if (d.kind != storage::tree_change::create) static_cast<void>(open_both(d.id));
  }
  for (storage::splice const& s : request.record.splices) {
    auto const [before, now] = open_both(s.id);
    if (!before || storage::identity(before->root().ref) == storage::identity(now->root().ref))
      continue;
    auto const bound = [](bool none, storage::key_view const& k) {
      return none ? std::nullopt : std::optional(k);
    };
    if (storage::tree_diff(*before, *now, bound(s.from_start, s.low), bound(s.to_end, s.high))
            .next())
      detail::lost("A concurrent transaction wrote rows among those that this one loads.");
  }
  read_set locked;
  for (relied_row const& r : request.locked) locked.row(r.id, r.kind, r.key.view());
  if (!locked.same(from->root(), to->root(), *space_))
    detail::lost("A concurrent transaction changed a row that this one relies on.");
  if (!request.read.same(from->root(), to->root(), *space_)) {
    throw error(errc::serialization_failure,
                "could not serialize access due to read/write dependencies among transactions")
        .detail("A concurrent transaction changed rows that this one has read.")
        .hint("Run the transaction again.");
  }
}

/// Against all that was committed behind `seen`, which becomes the tip. Holds the sequencer lock at
/// both ends: rounds outside, so that only what came since the last one is left for inside.
void engine::validate_up_to_tip(std::unique_lock<std::mutex>& sequencer,
                                commit_request const& request, version_ptr& seen) {
  for (int rounds_outside = 2;; --rounds_outside) {
    version_ptr const& now = writable_line(request.branch).tip;
    if (now == seen) return;
    version_ptr const tip = now;
    if (rounds_outside > 0) sequencer.unlock();
    validate(request, seen, tip);
    if (rounds_outside > 0) sequencer.lock();
    seen = tip;
  }
}

/// Commit times rise strictly, so that a time names one commit.
microseconds engine::next_time() {
  last_time_ = microseconds{std::max(raw(world_->now()), raw(last_time_) + 1)};
  return last_time_;
}

commit_result engine::commit(commit_request& request) {
  refuse_unless_writable();
  std::shared_lock const write(writing_);
  std::vector<bytes> const moved = take_values_along(request);
  write_loads(request);
  version_ptr seen = request.base;
  commit_result result;
  queued_frame_ptr queued = load(request, seen, result);
  if (!queued) {
    bytes payload;
    storage::encode_but_rows(request.record, payload);
    std::vector<change> const changes = changes_of(request.branch, request.record);
    std::unique_lock sequence_lock(sequencer_);
    validate_up_to_tip(sequence_lock, request, seen);
    queued = sequence(request, std::move(payload), changes, result);
  }
  queue_.wait(queued);
  upkeep();
  return result;
}

/// Leaves that came ready made become pages, before the frame that names them.
void engine::write_loads(commit_request& request) {
  if (request.loads.empty()) return;
  std::vector<loaded_leaves> all;
  for (storage::leaf_load const* const l : request.loads) all.push_back({l->part(), &l->form()});
  write_leaves(std::move(all), request.base->at(), request.record);
}

/// Writes and syncs leaves; the record gets splices that name them.
void engine::write_leaves(std::vector<loaded_leaves> all, scn at, storage::commit_record& record) {
  {
    // Nobody else gives nodes their pages meanwhile: a page counts once it is synced.
    std::lock_guard const one(checkpoint_lock_);
    storage::page_writer writer(*log_, *space_, at, extents());
    for (loaded_leaves const& l : all) writer.write_leaves(l.part.leaves, *l.form);
    writer.flush();
    log_->sync();
  }
  for (loaded_leaves& l : all) {
    for (storage::splice& s : storage::name_pages(std::move(l.part)))
      record.splices.push_back(std::move(s));
  }
}

/// A commit that puts many rows: its leaves are written and synced first, the frame names them.
/// Nothing when the commit is not of that kind, or others were faster three times: then its rows
/// are logged.
queued_frame_ptr engine::load(commit_request& request, version_ptr& seen, commit_result& result) {
  std::vector<tree_id> bulk;
  for (storage::tree_operations const& t : request.record.trees) {
    bool const puts_only =
        std::none_of(t.ops.begin(), t.ops.end(), [](storage::tree_op const& o) { return o.erase; });
    if (t.ops.size() >= options_.bulk_rows && puts_only) bulk.push_back(t.id);
  }
  if (bulk.empty()) return nullptr;
  for (int round = 0; round != 3; ++round) {
    storage::owner_id owner;
    {
      std::unique_lock sequence(sequencer_);
      validate_up_to_tip(sequence, request, seen);
      owner = line_of(request.branch).line->owner();
    }
    storage::era const since = space_->tick();
    storage::draft made(*space_, owner, since, seen->root());
    storage::apply_commit(made, request.record);
    if (seen != request.base && request.check) request.check(made);

    storage::commit_record record = detail::without_operations(request.record);
    std::deque<bytes> keys;
    std::vector<loaded_leaves> fresh;
    for (storage::tree_operations const& t : request.record.trees) {
      if (std::find(bulk.begin(), bulk.end(), t.id) != bulk.end()) {
        storage::fresh_part part = storage::find_fresh(t.id, made.open(t.id), since, keys);
        // Leaves pay off when the commit put at least a quarter of the rows they hold.
        if (!part.leaves.empty() && part.rows <= 4 * t.ops.size()) {
          fresh.push_back({std::move(part), &made.open(t.id).form()});
          continue;
        }
      }
      record.trees.push_back(t);
    }
    if (fresh.empty()) return nullptr;
    write_leaves(std::move(fresh), seen->at(), record);
    bytes payload;
    storage::encode(record, payload);
    std::vector<change> const changes = changes_of(request.branch, record);
    std::lock_guard const sequence(sequencer_);
    if (line_of(request.branch).tip == seen)
      return publish(request, made, std::move(payload), changes, result);
  }
  return nullptr;
}

/// Rows that were made before a VACUUM refer to long values in the file it replaced: they go along.
/// Returns what the rows that were changed lie in.
std::vector<bytes> engine::take_values_along(commit_request& request) {
  std::vector<bytes> images;
  bool const began_earlier = std::any_of(replaced_.begin(), replaced_.end(),
                                         [](auto const& file) { return !file.expired(); });
  if (!began_earlier) return images;
  storage::value_mover mover(
      *space_->pages(), storage::value_writer([this](storage::value_writer::log_use const& use) {
        use(*log_, queue_.append_lock());
      }));
  storage::commit_record& record = request.record;
  for (storage::tree_operations& t : record.trees) {
    auto const before = storage::open_tree(request.base->root(), t.id, *space_);
    storage::shape const* const made = storage::form_made_by(record, t.id, *space_);
    if (made == nullptr && !before) continue;  // dropped meanwhile: the commit is refused
    storage::shape const& form = made != nullptr ? *made : before->form();
    for (storage::tree_op& o : t.ops) {
      if (o.row.empty()) continue;
      bytes* copy = nullptr;
      storage::each_value_ref(storage::row_view(form, o.row), [&](std::size_t at) {
        if (copy == nullptr) copy = &images.emplace_back(o.row.begin(), o.row.end());
        mover.move(copy->data() + at);
      });
      if (copy != nullptr) o.row = *copy;
    }
  }
  for (storage::leaf_load const* const l : request.loads) {
    for (storage::node_ref const leaf : l->part().leaves) {
      storage::each_value_ref(storage::run_view(leaf.address()),
                              [&](std::size_t at) { mover.move(leaf.address() + at); });
    }
  }
  mover.settle();
  return images;
}

queued_frame_ptr engine::sequence(commit_request& request, bytes&& payload,
                                  std::span<change const> changes, commit_result& result) {
  branch_line& b = line_of(request.branch);
  storage::draft d(*space_, b.line->owner(), space_->tick(), b.tip->root());
  storage::apply_commit(d, request.record);
  if (b.tip != request.base && request.check) request.check(d);
  // The next transaction will most likely rely on the same.
  if (!request.locked.empty() && d.base().relied_on.id != request.locked.front().id)
    static_cast<void>(d.has(request.locked.front().id));
  storage::encode_rows(request.record, payload);
  return publish(request, d, std::move(payload), changes, result);
}

/// Makes a draft on the tip the new tip, and queues its frame.
queued_frame_ptr engine::publish(commit_request const& request, storage::draft& d, bytes&& payload,
                                 std::span<change const> changes, commit_result& result) {
  branch_line& b = line_of(request.branch);
  version_ptr const tip = b.tip;
  storage::database_root const root = d.finish_in_memory();
  scn const before = registry_.branch(b.id).last;
  result.at = scn{raw(last_scn_) + 1};
  result.time = next_time();
  store(payload.data() + storage::commit_time_at, raw(result.time));
  auto queued = std::make_shared<detail::queued_commit>();
  detail::queued_commit* const q = queued.get();  // its functions are its own
  queued->type = storage::frame_type::commit;
  queued->branch = b.id;
  queued->at = result.at;
  queued->payload = std::move(payload);

  std::vector<storage::node_ref> superseded = d.keep();
  q->tip = tip;
  q->before = before;
  q->made = b.line->publish(root, result.at, std::move(superseded), tip->holds());
  auto const retract = [this, q]() noexcept {
    auto const line = lines_.find(q->branch);
    if (line == lines_.end()) return;
    line->second.line->retract_to(q->tip);
    line->second.tip = q->tip;
  };
  try {
    queued->durable = [this, q](std::uint64_t offset) {
      durable_scn_ = q->at;
      registry_.set_frame(q->at, offset);
      auto const line = lines_.find(q->branch);
      if (line == lines_.end()) return;
      // A checkpoint may have put a version with the same commits over it.
      line->second.head = line->second.tip->at() == q->at ? line->second.tip : q->made;
    };
    queued->forget = [q](registry& in) { in.take_back(q->at, q->branch, q->before); };
    queued->undo = retract;
    b.tip = q->made;
    registry_.add_commit({result.at, b.id, result.time, request.record.transaction, 0}, changes);
    if (request.record.merged) {
      registry_.add_merge(
          {result.at, b.id, request.record.merged->branch, request.record.merged->at});
    }
    queue_.enqueue(queued);
  } catch (...) {
    // Without its frame in the queue the new tip would never be anybody's head, and whoever comes
    // after it would lose to it for ever.
    registry_.take_back(result.at, b.id, before);
    retract();
    throw;
  }
  last_scn_ = result.at;
  return queued;
}

std::uint64_t engine::next_id(std::uint64_t counter, std::uint64_t count) {
  refuse_unless_writable();
  std::shared_lock const write(writing_);
  return take_ids(counter, count);
}

std::uint64_t engine::take_ids(std::uint64_t counter, std::uint64_t count) {
  std::lock_guard const hold(ids_lock_);
  id_block& block = ids_[counter];
  if (block.end - block.next < count) {
    std::uint64_t end = 0;
    queued_frame_ptr queued;
    {
      std::lock_guard const sequence(sequencer_);
      if (block.end == 0) {
        auto const known = registry_.counters().find(counter);
        block.next = block.end = known == registry_.counters().end() ? 0 : known->second;
      }
      // Blocks double, so that a busy counter seldom waits for the log.
      std::uint64_t const step = std::clamp<std::uint64_t>(block.end, 256, 65536);
      if (__builtin_add_overflow(block.next, count + step, &end) || count + step < count)
        throw error(errc::sequence_generator_limit_exceeded,
                    "no number is left of counter " + std::to_string(counter));
      registry_.set_counter(counter, end);
      queued = enqueue_event(storage::frame_type::registry, main_branch,
                             counter_event(counter, end), [](registry&) {});
      queued->always_synced = true;
    }
    queue_.wait(queued);
    block.end = end;
  }
  std::uint64_t const first = block.next + 1;
  block.next += count;
  return first;
}

std::uint64_t engine::last_id(std::uint64_t counter) {
  std::lock_guard const hold(ids_lock_);
  auto const block = ids_.find(counter);
  if (block != ids_.end()) return block->second.next;
  std::lock_guard const sequence(sequencer_);
  auto const known = registry_.counters().find(counter);
  return known == registry_.counters().end() ? 0 : known->second;
}

}  // namespace helios::history
