// helios/history/impl/engine_vacuum.ipp -- writing the new file and putting it in the old one's
// place.
#pragma once

#include <helios/history/engine.hpp>

#include <helios/history/impl/checkpoint_run.hpp>
#include <helios/history/impl/vacuum_run.hpp>
#include <helios/storage/tree_walk.hpp>
#include <helios/storage/value_refs.hpp>

#include <algorithm>
#include <limits>

namespace helios::history {

void engine::vacuum(vacuum_options const& options) {
  refuse_unless_writable();
  std::lock_guard const alone(writing_);
  std::lock_guard const one(checkpoint_lock_);
  run_.reset();  // a checkpoint under way is given up: the new file gets its own
  vacuum_run(*this, options).run();
}

vacuum_run::vacuum_run(engine& of, vacuum_options const& options)
    : old_(&of),
      options_(&options),
      path_(of.world_->resolve(of.log_->source().path())),
      new_path_(detail::vacuum_path(path_)) {}

void vacuum_run::run() {
  refuse_unless_named();
  choose();
  try {
    begin_file();
    begin_lines();
    begin_registry();
    copy_single_states();
    replay();
    replace();
  } catch (...) {
    abandon();
    throw;
  }
}

void vacuum_run::advance(std::uint64_t done) {
  constexpr std::uint64_t seldom = std::uint64_t{256} << 10;
  if (done >= done_ + seldom) tell(done);
}

void vacuum_run::tell(std::uint64_t done) {
  done_ = done;
  if (!options_->progress || options_->progress(done, total_)) return;
  throw error(errc::query_canceled, "VACUUM was canceled")
      .detail("The database is what it was; the new file was removed.");
}

void vacuum_run::begin_file() {
  storage::vfs& world = *old_->world_;
  if (world.identify(new_path_)) {
    // An earlier VACUUM was cut short: whoever writes to the database alone may write here.
    if (!world.open(new_path_, storage::open_mode::read_write)->try_lock()) {
      throw error(errc::lock_not_available, '"' + new_path_ + "\" is in use")
          .detail("VACUUM writes a new file there.");
    }
    world.remove(new_path_);
  }
  auto made = storage::log::create_after(world, new_path_, *old_->log_, old_->options_.log);
  made_ = true;
  world.copy_permissions(path_, new_path_);
  storage::log_reader empty = made->read(made->newest_anchor().replay);
  while (empty.next()) {
  }
  made->defer_syncs(true);
  made->resume(empty, old_->last_time_);
  next_.reset(new engine(world, old_->options_, std::move(made)));
  // What is replayed refers to the old file's pages until it is copied.
  auto older = storage::open_file::pages_of(old_->file_)->older();
  older.push_back({old_->log_->source().first(), storage::open_file::pages_of(old_->file_)});
  auto const pages = storage::open_file::pages_of(next_->file_);
  pages->continue_from(std::move(older));
  values_.emplace(*pages, next_->values());
  moves_.emplace(*values_);
  writer_ = std::make_unique<storage::page_writer>(*next_->log_, *next_->space_, scn{},
                                                   next_->extents(), &*moves_);
}

/// A branch as the new registry knows it.
branch_info vacuum_run::place_of(branch_id id) const {
  branch_info b = old_->registry_.branch(id);
  if (!whole_.contains(id)) {
    b.oldest = branch_info::nothing_kept;
  } else if (!is_born_later(b)) {
    b.oldest = floor_;
  }
  return b;
}

/// Everything but commits and branches yet to be born, which the replay brings.
void vacuum_run::begin_registry() {
  registry const& known = old_->registry_;
  registry& to = next_->registry_;
  for (branch_id const id : graph_) {
    if (!replayed_.contains(id)) to.set_branch(place_of(id));
  }
  for (auto const& [name, tag] : known.tags()) to.set_tag(tag);
  for (auto const& [counter, value] : known.counters()) to.set_counter(counter, value);
  for (auto const& [name, value] : known.settings()) to.set_setting(name, value);
  for (merge_info const& m : known.merges()) {
    if (graph_.contains(m.into) && graph_.contains(m.from)) to.add_merge(m);
  }
}

/// The lines as they stood at the newest checkpoint at or before F; those forked since are born
/// during the replay.
void vacuum_run::begin_lines() {
  registry const& known = old_->registry_;
  from_ = {old_->log_->source().first(), 0, 0, 0};
  total_ = old_->log_->end() - from_.offset;
  std::map<branch_id, branch_image> images;
  if (auto const frame = old_->checkpoint_before(floor_)) {
    detail::checkpoint_record const c = detail::read_checkpoint(*old_->log_, *frame);
    static_cast<void>(registry(*old_->space_, c.registry, images));
    start_ = c.at;
    from_ = c.replay;
  }
  auto const image_of = [&](branch_id id) -> branch_image const* {
    auto const at = images.find(id);
    return at == images.end() || !at->second.written ? nullptr : &at->second;
  };
  auto const begins_here = [&](branch_info const& b) {
    return b.id == main_branch || image_of(b.id) != nullptr || b.forked_at < start_;
  };
  for (branch_id const id : whole_) {
    branch_info const* b = &known.branch(id);
    while (replayed_.insert(b->id).second && !begins_here(*b)) b = &known.branch(b->parent);
  }
  for (branch_id const id : replayed_) {
    branch_info b = place_of(id);
    branch_image const* const image = image_of(id);
    if (image != nullptr) {
      b.last = image->info.last;
      next_->restore_line(next_->lines_, {b, image->root, image->at, false}, next_->file_);
    } else if (id == main_branch && start_ == scn{}) {
      b.last = scn{};
      next_->restore_line(next_->lines_, {b, {}, {}, false}, next_->file_);
    } else if (begins_here(b)) {
      // Forked from the past after that checkpoint, or dropped before it.
      version_ptr const then = old_->as_of(id, start_);
      if (b.last > start_) b.last = b.forked_at;
      next_->restore_line(next_->lines_, {b, copy(then->root(), *old_->space_), b.last, false},
                          next_->file_);
      end_batch();
    } else {
      b.last = b.forked_at;
      unborn_.push_back(b);
      continue;
    }
    next_->registry_.set_branch(b);
  }
  std::sort(unborn_.begin(), unborn_.end(), [](branch_info const& a, branch_info const& b) {
    return std::pair(a.forked_at, a.id) > std::pair(b.forked_at, b.id);
  });
}

void vacuum_run::copy_single_states() {
  for (auto const& [branch, at] : single_) {
    version_ptr const state = old_->as_of(branch, at);
    next_->registry_.keep(branch, at, copy(state->root(), *old_->space_));
    end_batch();
  }
}

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

void vacuum_run::checkpoint(scn at) {
  for (auto& [id, b] : next_->lines_) next_->settle(b);
  next_->durable_scn_ = at;
  next_->write_checkpoint();
}

void vacuum_run::copy_tree(storage::tree const& t) {
  constexpr std::uint64_t slice = std::uint64_t{1} << 20;
  for (std::uint64_t budget = slice; !writer_->write(t, budget); budget = slice) tell(done_);
}

storage::database_root vacuum_run::copy(storage::database_root const& root,
                                        storage::tree_space& space) {
  storage::draft& d = drafts_.emplace_back(space, space.new_owner(), space.tick(), root);
  storage::each_tree(root, space, [&](tree_id id, storage::tree const& t) {
    copy_tree({t.root(), t.form(), space.pages()});
    static_cast<void>(d.open(id));
    d.set_root(id, writer_->copy_of(t.root()));
  });
  storage::database_root const named = d.finish();
  copy_tree({named.trees, space.shapes().trees(), space.pages()});
  copy_tree({named.shapes, space.shapes().shapes(), space.pages()});
  return {writer_->copy_of(named.trees), writer_->copy_of(named.shapes)};
}

void vacuum_run::end_batch() {
  writer_->flush();
  moves_->forget_nodes();
  drafts_.clear();
}

/// The new file is whole: it takes the old one's name, and the engine goes on with it.
void vacuum_run::replace() {
  engine& to = *old_;
  storage::log& made = *next_->log_;
  made.publish_durable({made.synced_end(), to.durable_scn_});
  engine::file_state state{next_->file_, next_->registry_, {}, next_->last_checkpoint_};
  state.known.read_through(*to.space_);
  for (auto const& [id, b] : next_->lines_) {
    if (!state.known.branch(id).dropped) to.restore_line(state.lines, b.image, next_->file_);
  }
  std::uint64_t const checkpointed = next_->checkpoint_end_;
  std::erase_if(to.replaced_, [](auto const& f) { return f.expired(); });
  to.replaced_.push_back(to.file_);
  refuse_unless_named();
  to.world_->rename(new_path_, path_);
  // From here on the new file is the database, whatever else fails.
  made_ = false;
  made.source().renamed(to.log_->source().path());
  writer_.reset();
  next_->closed_ = true;
  next_->file_.reset();
  next_->log_.reset();
  to.queue_.between_batches([&] {
    std::lock_guard const sequence(to.sequencer_);
    to.move_to(state);
    to.checkpoint_end_ = checkpointed;
  });
  to.drop_caches();
  try {
    to.world_->sync_directory(path_);
  } catch (...) {
    // After a power loss the path may name the old file again: nothing may be promised in this one.
    made.poison();
    throw;
  }
}

void vacuum_run::abandon() noexcept {
  // What was half done refers to the new file's engine: it goes first.
  drafts_.clear();
  writer_.reset();
  moves_.reset();
  values_.reset();
  if (!made_) return;
  if (next_) next_->closed_ = true;
  next_.reset();
  try {
    old_->world_->remove(new_path_);
  } catch (error const&) {
    // The next VACUUM removes it; why this one failed is what the caller has to know.
  }
}

}  // namespace helios::history
