// helios/history/impl/transaction.ipp -- operations gathered, applied when read, sorted when
// committed.
#pragma once

#include <helios/history/transaction.hpp>

#include <algorithm>
#include <limits>

namespace helios::history {

transaction::transaction(std::shared_ptr<engine> in, branch_id branch)
    : transaction(in, branch, in->head(branch)) {}

transaction::transaction(std::shared_ptr<engine> in, branch_id branch, version_ptr base)
    : branch_(branch), values_(in->values()) {
  begin(std::move(in), branch, std::move(base));
}

void transaction::begin(std::shared_ptr<engine> in, branch_id branch, version_ptr base) {
  HELIOS_EXPECTS(ended() && operations_ == 0);
  // A draft of its own owner: what it makes is never published, the commit applies the operations
  // to the tip.
  storage::tree_space& space = in->space();
  draft_.emplace(space, space.new_owner(), space.tick(), base->root());
  engine_ = std::move(in);
  branch_ = branch;
  base_ = std::move(base);
}

bool transaction::let_go() noexcept {
  HELIOS_EXPECTS(ended());
  constexpr std::uint32_t few_operations = 1024;
  constexpr std::size_t few_trees = 16, few_bytes = std::size_t{1} << 20;
  bool const much = operations_ > few_operations || written_.size() > few_trees ||
                    kept_.capacity() > few_bytes || !definitions_.empty() || !loads_.empty();
  if (much) return false;
  base_.reset();
  kept_.clear();
  values_.forget();
  for (auto& [id, rows] : written_) rows.clear();
  operations_ = 0;
  end_ = {};
  saved_ = false;
  unmarked_.clear();
  definitions_.clear();
  relied_on_.clear();
  reads_.reset();
  id_.reset();
  merged_.reset();
  return true;
}

void transaction::throw_ended() {
  throw error(errc::in_failed_sql_transaction, "the transaction has ended");
}

transaction_id transaction::id() {
  if (!id_) {
    refuse_if_ended();
    id_ = engine_->new_transaction();
  }
  return *id_;
}

byte_view transaction::keep(byte_view data) { return as_bytes(kept_.copy(as_text(data))); }

bool transaction::has(tree_id id) {
  refuse_if_ended();
  return draft_->has(id);
}

storage::tree transaction::read(tree_id id) {
  refuse_if_ended();
  if (find_waiting(id) != nullptr) flush();
  return draft_->open(id);
}

storage::shape const& transaction::form(tree_id id) {
  refuse_if_ended();
  return draft_->form(id);
}

std::optional<seen_row> transaction::find(tree_id id, storage::key_view const& key,
                                          storage::row_guess* like) {
  refuse_if_ended();
  storage::tree const applied = draft_->open(id);
  if (reads_) reads_->row(id, applied.form().keys(), key);
  written_rows* const waiting = find_waiting(id);
  if (storage::tree_op const* const last = waiting != nullptr ? waiting->find(key) : nullptr) {
    if (last->erase) return {};
    values_.flush();  // what the image refers to can be read
    return std::optional<seen_row>(std::in_place,
                                   storage::row_view(applied.form(), last->row, applied.pages()));
  }
  if (applied.form().keys() != storage::key_kind::int64) {
    auto found = applied.find(key);
    return found ? std::optional<seen_row>(std::in_place, std::move(*found)) : std::nullopt;
  }
  if (end_.of != id) end_ = {id};
  if (end_.known && (!end_.greatest || key.number > *end_.greatest)) return {};
  if (auto found = like != nullptr ? applied.find(key, *like) : applied.find(key))
    return std::optional<seen_row>(std::in_place, std::move(*found));
  // Where the tree ends takes as long to find as some keys that are not in it.
  constexpr std::uint32_t many = 32;
  if (++end_.missed == many) static_cast<void>(applied_greatest(id));
  return {};
}

std::optional<std::int64_t> transaction::applied_greatest(tree_id id) {
  if (end_.of != id) end_ = {id};
  if (!end_.known) {
    if (auto const last = draft_->open(id).floor(std::numeric_limits<std::int64_t>::max()))
      end_.greatest = last->key().number;
    end_.known = true;
  }
  return end_.greatest;
}

std::optional<std::int64_t> transaction::greatest(tree_id id) {
  refuse_if_ended();
  std::optional<std::int64_t> key = applied_greatest(id);
  if (written_rows const* const waiting = find_waiting(id)) {
    std::int64_t const number = waiting->greatest().number;
    key = key ? std::max(*key, number) : number;
  }
  return key;
}

void transaction::add(tree_id id, storage::shape const& form, storage::tree_op const& op) {
  if (last_written_ == nullptr || last_written_->first != id)
    last_written_ = &*written_.try_emplace(id, form.keys()).first;
  last_written_->second.add(operations_, op, form);
  ++operations_;
}

void transaction::put(tree_id id, storage::key_view const& key, byte_view image) {
  storage::shape const& of = form(id);
  storage::check_key(of.keys(), key);
  storage::key_view kept = key;
  if (of.keys() == storage::key_kind::bytes) kept.text = keep(key.text);
  add(id, of, {kept, values_.place(of, image, kept_), false});
}

void transaction::erase(tree_id id, storage::key_view const& key, byte_view old) {
  storage::shape const& of = form(id);
  storage::key_view kept = key;
  if (of.keys() == storage::key_kind::bytes) kept.text = keep(key.text);
  add(id, of, {kept, keep(old), true});
}

void transaction::create(tree_id id, storage::shape const& form) {
  refuse_if_ended();
  flush();
  draft_->create(id, form);
  definitions_.push_back({storage::tree_change::create, id, keep(form.encode())});
}

void transaction::reshape(tree_id id, storage::shape const& form) {
  refuse_if_ended();
  flush();
  storage::shape const successor = form.after(this->form(id));
  draft_->reshape(id, successor);
  definitions_.push_back({storage::tree_change::reshape, id, keep(successor.encode())});
}

void transaction::drop(tree_id id) {
  refuse_if_ended();
  flush();
  draft_->drop(id);
  definitions_.push_back({storage::tree_change::drop, id, {}});
}

void transaction::rely_on(tree_id id, storage::key_view const& key) {
  refuse_if_ended();
  storage::key_kind const kind = form(id).keys();
  relied_on_.push_back({id, kind, storage::key(kind, key)});
}

std::unique_ptr<storage::leaf_load> transaction::begin_load(tree_id id) {
  refuse_if_ended();
  HELIOS_EXPECTS(!wrote_to(id));
  return std::make_unique<storage::leaf_load>(engine_->space(), id, draft_->open(id), values_);
}

void transaction::add_load(std::unique_ptr<storage::leaf_load> rows) {
  refuse_if_ended();
  loads_.push_back(std::move(rows));
}

void transaction::flush() {
  end_ = {};
  values_.flush();
  // Roots that were read before a savepoint stay whole, also when the savepoint is gone.
  if (std::exchange(saved_, false)) static_cast<void>(draft_->mark());
  for (std::shared_ptr<savepoint::place> const& at : unmarked_) {
    if (at.use_count() == 1) continue;
    apply_until(at->operations);
    at->mark = draft_->mark();
  }
  unmarked_.clear();
  apply_until(operations_);
  for (auto& [id, rows] : written_) rows.taken();
}

void transaction::apply_until(std::uint32_t end) {
  storage::tree_ops ops;
  for (auto& [id, rows] : written_) {
    ops.clear();
    rows.take(end, ops);
    if (ops.empty()) continue;
    storage::last_writer_wins(form(id).keys(), ops);
    draft_->apply(id, ops);
  }
}

transaction::savepoint transaction::save() {
  refuse_if_ended();
  values_.flush();  // those of the operations that stay
  savepoint s;
  while (!unmarked_.empty() && unmarked_.back().use_count() == 1) {
    s.at = std::move(unmarked_.back());
    unmarked_.pop_back();
  }
  if (!s.at) s.at = std::make_shared<savepoint::place>();
  *s.at = {operations_, definitions_.size(), relied_on_.size(), loads_.size()};
  unmarked_.push_back(s.at);
  saved_ = true;
  return s;
}

void transaction::rollback_to(savepoint const& to) {
  refuse_if_ended();
  savepoint::place const& at = *to.at;
  if (at.operations > operations_ || at.definitions > definitions_.size()) {
    throw error(errc::invalid_savepoint, "the savepoint is gone")
        .hint("The transaction went back to an earlier one.");
  }
  values_.forget();
  end_ = {};
  if (at.mark) draft_->undo_to(*at.mark);
  for (auto& [id, rows] : written_) rows.forget_from(at.operations);
  operations_ = at.operations;
  definitions_.resize(at.definitions);
  relied_on_.resize(at.relied);
  loads_.erase(loads_.begin() + static_cast<std::ptrdiff_t>(at.loads), loads_.end());
  std::erase_if(unmarked_, [&](auto const& one) {
    return one.use_count() == 1 || one->operations > at.operations;
  });
}

void transaction::rollback() noexcept {
  draft_.reset();
  loads_.clear();
  engine_.reset();
  last_written_ = nullptr;
  written_.clear();
  operations_ = 0;
  definitions_.clear();
}

std::optional<commit_result> transaction::commit(std::string_view message,
                                                 std::string_view author) {
  refuse_if_ended();
  if (!wrote() && !merged_) {
    rollback();
    return {};
  }
  values_.settle();
  commit_request request;
  request.branch = branch_;
  request.base = base_;
  request.record.transaction = id();
  request.record.message = message;
  request.record.author = author;
  request.record.merged = merged_;
  request.check = check_;
  request.locked = std::move(relied_on_);
  if (reads_) request.read = *std::exchange(reads_, {});
  request.record.definitions = definitions_;
  // Definitions are replayed before operations: every image has to be in the tree's last shape.
  for (auto& [id, rows] : written_) {
    if (rows.empty() || !draft_->has(id)) continue;  // gone back to before them; dropped here
    storage::shape const& last = form(id);
    auto ops = std::move(rows).all_as(last, [this](byte_view image) { return keep(image); });
    storage::last_writer_wins(last.keys(), ops);
    request.record.trees.push_back({id, last.keys(), std::move(ops)});
  }
  struct ending {
    std::optional<storage::draft>& seen;
    ~ending() { seen.reset(); }
  } const whatever_comes{draft_};
  // An ended transaction does not keep the engine open.
  std::shared_ptr<engine> const in = std::move(engine_);
  auto const loads = std::move(loads_);
  for (auto const& l : loads) request.loads.push_back(l.get());
  return in->commit(request);
}

}  // namespace helios::history
