// helios/history/impl/engine_commit.ipp -- commits: checked against the tip, applied, sequenced,
// made durable; and ids.
#pragma once

#include <helios/history/engine.hpp>

#include <helios/storage/tree_diff.hpp>

namespace helios::history {

namespace detail {

/// Whether a key's row is the same in two versions of a tree. Leaves that both share are not
/// opened.
[[nodiscard]] inline bool same_row(storage::tree const& a, storage::tree const& b,
                                   storage::key_view const& key) {
  if (a.root().empty() || b.root().empty()) {
    return !a.find(key) && !b.find(key);
  }
  bool const shared = storage::with_keys(a.form().keys(), [&](auto k) {
    using K = decltype(k);
    storage::node_ref const x = storage::detail::leaf_for<K>(a.root(), K::of(key), a.pages());
    storage::node_ref const y = storage::detail::leaf_for<K>(b.root(), K::of(key), b.pages());
    return storage::identity(x) == storage::identity(y);
  });
  if (shared) return true;
  auto const x = a.find(key);
  auto const y = b.find(key);
  if (!x || !y) return !x && !y;
  return storage::equal_rows(x->row(), y->row());
}

[[noreturn]] inline void lost(std::string detail) {
  throw error(errc::serialization_failure, "could not serialize access due to concurrent update")
      .detail(std::move(detail))
      .hint("Run the transaction again.");
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
      if (!detail::same_row(*before, *now, o.key)) {
        detail::lost("A concurrent transaction wrote a row that this one writes.");
      }
    }
  }
  for (storage::tree_definition const& d : request.record.definitions) {
    if (d.kind != storage::tree_change::create) static_cast<void>(open_both(d.id));
  }
  for (storage::splice const& s : request.record.splices) {
    auto const [before, now] = open_both(s.id);
    if (before && storage::identity(before->root().ref) != storage::identity(now->root().ref)) {
      detail::lost("A concurrent transaction wrote to a table that this one loads.");
    }
  }
  for (auto const& [id, key] : request.unchanged) {
    auto const [before, now] = open_both(id);
    if (before && !detail::same_row(*before, *now, key.view())) {
      detail::lost("A concurrent transaction changed a row that this one relies on.");
    }
  }
}

/// Commit times rise strictly, so that a time names one commit.
microseconds engine::next_time() {
  last_time_ = microseconds{std::max(raw(world_->now()), raw(last_time_) + 1)};
  return last_time_;
}

commit_result engine::commit(commit_request request) {
  refuse_unless_writable();
  bytes payload;
  storage::encode(request.record, payload);
  // Rounds outside the lock, so that only what was committed since the last one is left for inside.
  version_ptr seen = request.base;
  for (int round = 0; round != 2; ++round) {
    version_ptr tip;
    {
      std::lock_guard const sequence(sequencer_);
      tip = writable_line(request.branch).tip;
    }
    if (tip == seen) break;
    validate(request, seen, tip);
    seen = tip;
  }
  commit_result result;
  queued_frame_ptr queued;
  {
    std::lock_guard const sequence_lock(sequencer_);
    version_ptr const tip = writable_line(request.branch).tip;
    if (tip != seen) validate(request, seen, tip);
    queued = sequence(request, std::move(payload), result);
    queue_.enqueue(queued);
  }
  queue_.wait(queued);
  upkeep();
  return result;
}

queued_frame_ptr engine::sequence(commit_request& request, bytes&& payload, commit_result& result) {
  branch_line& b = line_of(request.branch);
  version_ptr const tip = b.tip;
  storage::draft d(*space_, b.line->owner(), space_->tick(), tip->root());
  storage::apply_commit(d, request.record);
  if (tip != request.base && request.check) request.check(d);
  storage::database_root const root = d.finish();

  branch_info const before = registry_.branch(b.id);
  result.at = scn{raw(last_scn_) + 1};
  result.time = next_time();
  store(payload.data() + storage::commit_time_at, raw(result.time));
  store(payload.data() + storage::commit_previous_at, raw(before.last));
  auto queued = std::make_shared<queued_frame>();
  queued->type = storage::frame_type::commit;
  queued->branch = b.id;
  queued->at = result.at;
  queued->payload = std::move(payload);

  std::vector<storage::node_ref> superseded = d.keep();
  version_ptr const made = b.line->publish(root, result.at, std::move(superseded), tip->holds());
  b.tip = made;
  last_scn_ = result.at;
  registry_.add_commit({result.at, b.id, result.time, request.record.transaction, 0});
  if (request.record.merged) {
    registry_.add_merge(
        {result.at, b.id, request.record.merged->branch, request.record.merged->at});
  }
  queued->durable = [this, id = b.id, made, at = result.at](std::uint64_t offset) {
    durable_scn_ = at;
    registry_.set_frame(at, offset);
    auto const line = lines_.find(id);
    if (line == lines_.end()) return;
    // A checkpoint may have put a version with the same commits over it.
    line->second.head = line->second.tip->at() == at ? line->second.tip : made;
  };
  queued->forget = [before, at = result.at](registry& in) { in.take_back(at, before); };
  queued->undo = [this, id = b.id, tip] {
    auto const line = lines_.find(id);
    if (line == lines_.end()) return;
    line->second.line->retract_to(tip);
    line->second.tip = tip;
  };
  return queued;
}

std::uint64_t engine::next_id(std::uint64_t counter, std::uint64_t count) {
  refuse_unless_writable();
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
      end = block.next + count + step;
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

}  // namespace helios::history
