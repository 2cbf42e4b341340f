// helios/history/impl/engine.ipp -- opening, recovering, following, closing.
#pragma once

#include <helios/history/engine.hpp>

#include <helios/history/impl/checkpoint_record.hpp>
#include <helios/history/impl/checkpoint_run.hpp>
#include <helios/storage/tree_walk.hpp>

#include <algorithm>

namespace helios::history {

using storage::log;

std::shared_ptr<engine> engine::open(storage::vfs& world, std::string const& path,
                                     engine_options const& options) {
  std::unique_ptr<log> file;
  if (options.read_only) {
    file = log::open(world, path, storage::open_mode::read_only, options.log);
  } else if (options.create && log::is_creatable(world, path, options.log)) {
    file = log::create(world, path, options.log);
  } else {
    file = log::open(world, path, storage::open_mode::read_write, options.log);
  }
  std::shared_ptr<engine> opened(new engine(world, options, std::move(file)));
  opened->recover();
  return opened;
}

engine::engine(storage::vfs& world, engine_options const& options, std::unique_ptr<log> opened)
    : world_(&world),
      options_(options),
      space_(std::make_shared<storage::tree_space>(options.limits)),
      file_(std::make_shared<storage::open_file>(std::move(opened), options.pages)),
      log_(storage::open_file::log_of(file_)),
      registry_(*space_, log_->source().header().created),
      queue_(*log_, sequencer_, registry_, [this] { return sync_now(); }) {
  space_->read_from(storage::open_file::pages_of(file_));
}

engine::~engine() {
  try {
    close();
  } catch (std::exception const&) {
    // The log has all that was committed: the next open replays it.
  }
  drop_caches();
  lines_.clear();
  space_->close();
  // Versions may outlive the engine, but nobody reads them then: they keep no file open.
  for (auto const& old : replaced_) {
    if (auto const file = old.lock()) file->close();
  }
  if (file_) file_->close();
}

std::shared_ptr<log> engine::current_log() const {
  std::lock_guard const sequence(sequencer_);
  return log_;
}

engine::branch_line& engine::line_of(branch_id id) {
  auto const at = lines_.find(id);
  if (at == lines_.end() || !at->second.head) {
    throw error(errc::undefined_object,
                "branch \"" + registry_.branch(id).name + "\" does not exist")
        .hint("It was dropped, or is still being created.");
  }
  return at->second;
}
engine::branch_line const& engine::line_of(branch_id id) const {
  return const_cast<engine*>(this)->line_of(id);
}

engine::branch_line& engine::writable_line(branch_id id) {
  if (registry_.branch(id).dropped) {
    throw error(errc::undefined_object,
                "branch \"" + registry_.branch(id).name + "\" does not exist")
        .hint("It was dropped.");
  }
  return line_of(id);
}

engine::branch_line& engine::add_line(branch_id id, storage::database_root const& root, scn at,
                                      std::vector<version_ptr> holds) {
  branch_line& b = lines_[id];
  b.id = id;
  b.line = storage::timeline::make(space_);
  b.tip = b.line->publish(root, at, {}, std::move(holds));
  b.head = b.tip;
  return b;
}

void engine::restore_line(std::map<branch_id, branch_line>& to, branch_image const& image,
                          std::shared_ptr<storage::open_file> const& file) const {
  branch_line& b = to[image.info.id];
  b.id = image.info.id;
  b.line = storage::timeline::make(space_, storage::open_file::pages_of(file));
  b.tip = b.line->publish(image.root, image.at, {}, {});
  b.head = b.tip;
  b.image = image;
}

/// What a file's newest checkpoint says.
engine::file_state engine::read_state(std::shared_ptr<storage::open_file> const& file) const {
  storage::tree_space reading(options_.limits);  // this engine's may still read another file
  reading.read_from(storage::open_file::pages_of(file));
  auto const from = storage::open_file::log_of(file);
  file_state state{file, registry(reading, from->source().header().created), {}, {}};
  std::map<branch_id, branch_image> images;
  if (storage::anchor const start = from->newest_anchor(); start.checkpoint != 0) {
    detail::checkpoint_record const c = detail::read_checkpoint(*from, start.checkpoint);
    state.known = registry(reading, c.registry, images);
    state.checkpoint = {c.at, start.checkpoint};
  }
  state.known.read_through(*space_);
  for (auto const& [id, info] : state.known.branches()) {
    if (info.dropped) continue;
    restore_line(state.lines,
                 images.contains(id) ? images.at(id) : branch_image{info, {}, {}, false}, file);
  }
  return state;
}

void engine::move_to(file_state& state) noexcept {
  std::swap(file_, state.file);
  log_ = storage::open_file::log_of(file_);
  std::swap(registry_, state.known);
  lines_.swap(state.lines);
  std::swap(last_checkpoint_, state.checkpoint);
  space_->read_from(storage::open_file::pages_of(file_));
  queue_.write_to(*log_);
}

void engine::recover() {
  storage::anchor const start = log_->newest_anchor();
  {
    file_state state = read_state(file_);
    move_to(state);
  }
  last_scn_ = durable_scn_ = registry_.last();
  last_time_ = registry_.last_time();

  if (options_.read_only) {
    follower_ = std::make_unique<storage::log_reader>(log_->read(start.replay));
    follow();
    return;
  }
  auto reader = std::make_unique<storage::log_reader>(log_->read(start.replay));
  while (auto const frame = reader->next()) ingest(*frame);
  settle_all();
  log_->resume(*reader, last_time_);
  checkpoint_end_ = start.replay.offset;
  last_scn_ = std::max(last_scn_, start.reserved.scn);
  if (options_.durability != durability::full) {
    storage::anchor a = log_->newest_anchor();
    a.reserved.scn = reserved_from(last_scn_);
    log_->write_anchor(a);
  }
  log_->publish_durable({log_->synced_end(), durable_scn_});
  synced_at_ = raw(world_->now());
}

/// Takes over what the writer has made durable. The mark may lag behind the anchor: power loss
/// takes it.
void engine::follow() {
  std::uint64_t const end = std::max(log_->read_durable().end, log_->newest_anchor().synced_end);
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
  storage::commit_reader const commit(frame.payload);
  storage::commit_record const& record = commit.record();
  check_commit(at, record.time);
  branch_line& b = line_of(frame.header.branch);
  registry_.add_commit({at, frame.header.branch, record.time, record.transaction, frame.offset});
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
    add_line(info.id, from->root(), info.forked_at, {from});
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
std::shared_ptr<storage::open_file> engine::open_after_this(std::unique_ptr<log> next) const {
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
  auto opened = log::open(*world_, old.path(), storage::open_mode::read_only, options_.log);
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

void engine::refuse_unless_writable() const {
  if (options_.read_only) {
    throw error(errc::read_only_sql_transaction, "the database was opened read-only")
        .hint("Open it without options.read_only to write.");
  }
}

bool engine::sync_now() {
  if (options_.durability == durability::full) return true;
  if (options_.durability == durability::off) return false;
  std::int64_t const now = raw(world_->now());
  if (now - synced_at_.load(std::memory_order_relaxed) < options_.sync_interval.count())
    return false;
  synced_at_.store(now, std::memory_order_relaxed);
  return true;
}

/// SCNs up to this one may be handed out before the next anchor says more. Without a sync per
/// commit a power loss takes commits whose SCNs were seen: they are never given to others.
scn engine::reserved_from(scn last) const noexcept {
  if (options_.durability == durability::full) return last;
  constexpr std::uint64_t ahead = std::uint64_t{1} << 24;
  return scn{raw(last) + ahead};
}

void engine::close() {
  if (std::exchange(closed_, true)) return;
  std::shared_lock const write(writing_);
  if (options_.read_only || log_->state() != storage::log_state::writing) return;
  {
    // The counters go back to what was handed out: an orderly end leaves no gaps.
    std::scoped_lock const hold(ids_lock_, sequencer_);
    for (auto const& [counter, block] : ids_) registry_.settle_counter(counter, block.next);
  }
  write_checkpoint();
  log_->sync();
  log_->publish_durable({log_->synced_end(), durable_scn_});
  storage::anchor a = log_->newest_anchor();
  a.reserved.scn = last_scn_;  // an orderly end leaves no gap
  log_->close(a);
}

void engine::check() {
  std::vector<version_ptr> heads;
  {
    std::lock_guard const sequence(sequencer_);
    for (auto const& [id, b] : lines_) {
      if (b.head) heads.push_back(b.head);
    }
  }
  for (version_ptr const& v : heads) {
    storage::check_tree({v->root().trees, space_->shapes().trees(), space_->pages()});
    storage::check_tree({v->root().shapes, space_->shapes().shapes(), space_->pages()});
    storage::each_tree(v->root(), *space_,
                       [](tree_id, storage::tree const& t) { storage::check_tree(t); });
  }
}

}  // namespace helios::history
