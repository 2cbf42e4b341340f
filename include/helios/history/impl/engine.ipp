// helios/history/impl/engine.ipp -- opening, recovering, closing.
#pragma once

#include <helios/history/engine.hpp>

#include <helios/history/impl/checkpoint_record.hpp>
#include <helios/history/impl/checkpoint_run.hpp>
#include <helios/storage/late_node.hpp>
#include <helios/storage/tree_walk.hpp>

#include <algorithm>

namespace helios::history {

using storage::log;

std::shared_ptr<engine> engine::open(storage::vfs& world, std::string const& path,
                                     engine_options const& options) {
  std::unique_ptr<log> file;
  if (options.read_only) {
    file = log::open(world, path, storage::open_mode::read_only, options.log);
  } else if (options.create && !options.expect_at_least &&
             log::is_creatable(world, path, options.log)) {
    file = log::create(world, path, options.log);
  } else {
    file = log::open(world, path, storage::open_mode::read_write, options.log);
  }
  std::shared_ptr<engine> opened(new engine(world, options, std::move(file)));
  opened->recover();
  if (!options.read_only) opened->remove_unfinished_vacuum();
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

engine::branch_line& engine::add_line(branch_id id, version_ptr const& from, scn at) {
  branch_line& b = lines_[id];
  b.id = id;
  b.line = storage::timeline::make(space_);
  storage::database_root root = from->root();
  if (!from->makers().empty()) {
    // Of a state of the past some trees may still have to be made: a line goes on from whole ones.
    storage::draft whole(*space_, b.line->owner(), space_->tick(), root);
    storage::each_entry(root, *space_, [&](tree_id tree, storage::directory_entry const& e) {
      if (storage::is_late(e.root.ref)) static_cast<void>(whole.open(tree));
    });
    root = whole.finish();
    static_cast<void>(whole.keep());
  }
  b.tip = b.line->publish(root, at, {}, {from});
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
    follow_witnesses();
    refuse_older();
    return;
  }
  auto reader = std::make_unique<storage::log_reader>(log_->read(start.replay));
  while (auto const frame = reader->next()) ingest(*frame);
  settle_all();
  refuse_older();  // before anything is written
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

void engine::refuse_older() const {
  if (!options_.expect_at_least || last_scn_ >= *options_.expect_at_least) return;
  std::string const path = log_->source().path();
  throw error(errc::object_not_in_prerequisite_state,
              '"' + path + "\" ends with SCN " + std::to_string(raw(last_scn_)) + ", but SCN " +
                  std::to_string(raw(*options_.expect_at_least)) + " has been seen")
      .detail("It is an earlier state of the database, or another one.")
      .hint(
          "Put the newest copy in its place, or open it without expect_at_least to go on from "
          "there.");
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
