// helios/history/impl/engine_log.ipp -- what the log says, taken over: at open, and as a follower.
#pragma once

#include <helios/history/engine.hpp>

namespace helios::history {

/// Takes over what the writer has made durable.
void engine::follow() { follow_to(log_->known_durable()); }

/// Takes over what only later frames call durable: power loss has taken the mark that did.
void engine::follow_witnesses() {
  storage::log_reader ahead = *follower_;
  ahead.extend(storage::log_reader::everything);
  while (ahead.next()) {
  }
  if (ahead.synced_to() > follower_->position().offset) follow_to(ahead.synced_to());
}

/// Takes over the log up to where it is known to be durable.
void engine::follow_to(std::uint64_t end) {
  follower_->extend(end);
  while (auto const frame = follower_->next()) ingest(*frame);
  settle_all();
  std::uint64_t const reached = follower_->position().offset;
  if (reached < end)
    throw storage::damaged(log_->source().path(), reached,
                           "A frame is missing there, but the log is known to have been durable up "
                           "to offset " +
                               std::to_string(end) + '.');
}

/// Takes over one frame of the log. A head moves when its line is settled.
void engine::ingest(storage::log_frame const& frame) {
  try {
    take_over(frame);
  } catch (error const& e) {
    // Whatever a frame asks for in vain: nobody wrote it.
    bool const elsewhere = e.code() == errc::io_error || e.code() == errc::out_of_memory ||
                           e.code() == errc::statement_too_complex;
    if (elsewhere) throw;
    throw storage::damaged(log_->source().path(), frame.offset,
                           e.message() + (e.detail().empty() ? "." : ". " + e.detail()));
  }
}

void engine::take_over(storage::log_frame const& frame) {
  switch (frame.header.type) {
    case storage::frame_type::commit: return ingest_commit(frame);
    case storage::frame_type::branch:
    case storage::frame_type::registry: return ingest_event(frame);
    case storage::frame_type::none:
    case storage::frame_type::epoch:
    case storage::frame_type::value:
    case storage::frame_type::extent:
    case storage::frame_type::checkpoint:
    case storage::frame_type::page: return;
  }
  throw error(errc::data_corrupted, "the log holds a frame of an unknown type");
}

void engine::ingest_commit(storage::log_frame const& frame) {
  std::lock_guard const sequence(sequencer_);
  scn const at = frame.header.scn;
  if (at <= registry_.last()) return;  // the checkpoint has it
  storage::commit_reader commit(frame.payload);
  storage::commit_record const& record = commit.record();
  check_commit(at, record.time);
  branch_line& b = line_of(frame.header.branch);
  registry_.add_commit({at, frame.header.branch, record.time, record.transaction, frame.offset},
                       changes_of(frame.header.branch, commit));
  if (record.merged)
    registry_.add_merge({at, frame.header.branch, record.merged->branch, record.merged->at});
  for (storage::counter_mark const& c : record.counters) registry_.set_counter(c.counter, c.value);
  last_scn_ = at;
  last_time_ = record.time;
  if (!b.replay)
    b.replay = std::make_unique<storage::replayer>(*space_, b.line->owner(), b.tip->root());
  b.replay->add(frame.payload);
}

void engine::ingest_event(storage::log_frame const& frame) {
  std::unique_lock sequence(sequencer_);
  registry_.apply(frame.payload);
  std::vector<branch_info> born;
  for (auto const& [id, info] : registry_.branches()) {
    if (info.dropped) {
      lines_.erase(id);
    } else if (!lines_.contains(id)) {
      born.push_back(info);
    }
  }
  for (branch_info const& info : born) {
    // A fork of the present shares the parent's nodes; one of the past is replayed for itself.
    version_ptr from;
    auto const parent = lines_.find(info.parent);
    if (parent != lines_.end()) {
      settle(parent->second);
      if (parent->second.tip->at() <= info.forked_at) from = parent->second.tip;
    }
    if (!from) {
      sequence.unlock();
      from = materialise(info.parent, info.forked_at);
      sequence.lock();
    }
    add_line(info.id, from, info.forked_at);
  }
}

/// Turns what was replayed on a branch into its newest version.
void engine::settle(branch_line& b) {
  if (!b.replay) return;
  storage::database_root const root = b.replay->finish();
  b.tip = b.line->publish(root, registry_.branch(b.id).last, b.replay->keep(), b.tip->holds());
  b.head = b.tip;
  b.replay.reset();
}

/// Makes all that was ingested visible.
void engine::settle_all() {
  std::lock_guard const sequence(sequencer_);
  for (auto& [id, b] : lines_) settle(b);
  durable_scn_ = last_scn_;
}

bool engine::refresh() {
  if (!options_.read_only) return false;
  std::lock_guard const one(checkpoint_lock_);
  scn const before = last_commit();
  if (!log_->still_named()) follow_new_file();
  follow();
  return last_commit() != before;
}

/// A file that goes on where this one ends, its pages after this one's.
std::shared_ptr<storage::open_file> engine::open_after_this(
    std::unique_ptr<storage::log> next) const {
  auto file = std::make_shared<storage::open_file>(std::move(next), options_.pages);
  auto const current = storage::open_file::pages_of(file_);
  std::vector<storage::page_source::older_file> older = current->older();
  std::erase_if(older, [](auto const& f) { return f.pages.expired(); });
  older.push_back({current->first(), current});
  storage::open_file::pages_of(file)->continue_from(std::move(older));
  return file;
}

/// The path names another file than the one that is open: the same database after a VACUUM, or not.
void engine::follow_new_file() {
  storage::frame_file const& old = log_->source();
  auto opened =
      storage::log::open(*world_, old.path(), storage::open_mode::read_only, options_.log);
  storage::file_header const& header = opened->source().header();
  if (header.id != old.header().id || header.first() < log_->read_durable().end ||
      header.first() == old.first()) {
    throw error(errc::object_not_in_prerequisite_state,
                "the database file was replaced by another one")
        .hint("Open \"" + old.path() + "\" again.");
  }
  storage::anchor const start = opened->newest_anchor();
  std::shared_ptr<storage::open_file> const file = open_after_this(std::move(opened));
  file_state state = read_state(file);
  follower_ = std::make_unique<storage::log_reader>(file->log().read(start.replay));
  {
    std::lock_guard const sequence(sequencer_);
    replaced_.push_back(file_);
    move_to(state);
    last_scn_ = std::max(last_scn_, registry_.last());
    last_time_ = std::max(last_time_, registry_.last_time());
  }
  drop_caches();
}

}  // namespace helios::history
