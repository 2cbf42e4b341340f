// helios/history/impl/vacuum_replay.ipp -- the old log, read from the floor's checkpoint on: its
// commits become rows of the new file up to F, and commits of its own behind that.
#pragma once

#include <helios/history/engine.hpp>

#include <helios/history/impl/vacuum_run.hpp>
#include <helios/storage/value_refs.hpp>

namespace helios::history {

void vacuum_run::replay() {
  storage::log& from = *old_->log_;
  std::uint64_t const end = from.end();
  tell(0);
  storage::log_reader reader = from.read(from_, end);
  while (auto const frame = reader.next()) {
    if (frame->header.type == storage::frame_type::commit) take(*frame);
    advance(reader.position().offset - from.source().first());
  }
  if (reader.position().offset != end) {
    throw storage::damaged(path_, reader.position().offset,
                           "The log is broken there: VACUUM would lose what follows.");
  }
  if (!based_) write_base();
  bear_until(old_->durable_scn_);
  next_->log_->defer_syncs(false);
  next_->last_scn_ = old_->last_scn_;
  next_->last_time_ = old_->last_time_;
  checkpoint(old_->durable_scn_);
  tell(total_);
}

/// Makes the lines of the branches forked at or before an SCN. Requires that no later commit was
/// replayed.
void vacuum_run::bear_until(scn at) {
  while (!unborn_.empty() && unborn_.back().forked_at <= at) {
    branch_info const b = unborn_.back();
    unborn_.pop_back();
    next_->registry_.set_branch(b);
    engine::branch_line& parent = next_->lines_.at(b.parent);
    next_->settle(parent);
    version_ptr const from = parent.tip;
    next_->add_line(b.id, from, b.forked_at);
  }
}

/// One commit of the old log.
void vacuum_run::take(storage::log_frame const& frame) {
  scn const at = frame.header.scn;
  branch_id const branch = frame.header.branch;
  if (at <= taken_)
    throw storage::damaged(path_, frame.offset,
                           "The commit there has SCN " + std::to_string(raw(at)) +
                               ", and the one before it " + std::to_string(raw(taken_)) + '.');
  taken_ = at;
  bear_until(scn{raw(at) - 1});
  if (at > floor_) {
    if (!based_) write_base();
    if (graph_.contains(branch)) append(frame);
    return;
  }
  auto const line = next_->lines_.find(branch);
  if (line == next_->lines_.end() || at <= line->second.tip->at()) return;
  engine::branch_line& b = line->second;
  if (!b.replay)
    b.replay = std::make_unique<storage::replayer>(*next_->space_, b.line->owner(), b.tip->root());
  b.replay->add(frame.payload);
  branch_info moved = next_->registry_.branch(branch);
  moved.last = at;
  next_->registry_.set_branch(moved);
}

void vacuum_run::append(storage::log_frame const& frame) {
  storage::commit_record record = storage::decode_commit(frame.payload);
  commit_info info{frame.header.scn, frame.header.branch, record.time, record.transaction, 0};
  check_commit(info.at, info.time);
  if (!next_->registry_.branches().contains(info.branch))
    throw storage::damaged(path_, frame.offset,
                           "The commit there is of a branch that begins behind it.");
  if (whole_.contains(info.branch)) {
    engine::branch_line& b = next_->lines_.at(info.branch);
    if (!b.replay) {
      b.replay =
          std::make_unique<storage::replayer>(*next_->space_, b.line->owner(), b.tip->root());
    }
    bytes payload = with_moved_values(frame.payload, *b.replay);
    if (!record.splices.empty()) payload = with_copied_splices(storage::decode_commit(payload));
    storage::frame_to_write to;
    to.type = storage::frame_type::commit;
    to.branch = info.branch;
    to.scn = info.at;
    to.payload = payload;
    next_->log_->append({&to, 1});
    info.frame = to.offset;
    b.replay->add(payload);
  }
  next_->registry_.add_commit(info, changes_of(info.branch, record));
  next_->last_scn_ = info.at;
  next_->last_time_ = info.time;
  bool const full = next_->space_->pool().used() > old_->options_.memory_limit;
  if (full || next_->log_->end() >= next_->checkpoint_end_ + old_->options_.checkpoint_bytes)
    checkpoint(info.at);
}

/// A commit whose rows refer to the new file's long values.
bytes vacuum_run::with_moved_values(byte_view payload, storage::replayer& state) {
  bytes moved(payload.begin(), payload.end());
  storage::commit_record const record = storage::decode_commit(moved);
  for (storage::tree_operations const& t : record.trees) {
    storage::shape const& form = state.form_in(record, t.id);
    for (storage::tree_op const& o : t.ops) {
      if (o.row.empty()) continue;
      form.check_row(o.row);
      std::byte* const image = moved.data() + (o.row.data() - moved.data());
      storage::each_value_ref(storage::row_view(form, o.row),
                              [&](std::size_t at) { values_->move(image + at); });
    }
  }
  values_->settle();
  return moved;
}

/// A bulk load's commit, naming its leaves in the new file.
bytes vacuum_run::with_copied_splices(storage::commit_record record) {
  for (storage::splice& s : record.splices) {
    for (storage::splice::leaf& l : s.leaves)
      l.page = writer_->copy(storage::node_ref::file(l.page)).offset();
  }
  writer_->flush();
  bytes out;
  storage::encode(record, out);
  return out;
}

/// Every line as of F, in pages of the new file, and the checkpoint that names them.
void vacuum_run::write_base() {
  based_ = true;
  bear_until(floor_);
  if (floor_ == scn{}) return;
  std::map<branch_id, engine::branch_line> lines;
  for (auto& [id, b] : next_->lines_) next_->settle(b);
  for (auto const& [id, b] : next_->lines_) {
    if (!whole_.contains(id)) continue;
    // As of F, though its last commit may be older: nothing asks for a state before F then.
    next_->restore_line(
        lines, {next_->registry_.branch(id), copy(b.tip->root(), *next_->space_), floor_, true},
        next_->file_);
  }
  end_batch();
  next_->lines_.swap(lines);
  // The timeline begins with the commit that F shows: times from its own on are answered.
  if (auto last = old_->registry_.commit_at_or_before(floor_)) {
    last->frame = 0;
    branch_info const b = next_->registry_.branch(last->branch);
    next_->registry_.add_commit(*last, {});
    next_->registry_.set_branch(b);
  }
  checkpoint(floor_);
}

}  // namespace helios::history
