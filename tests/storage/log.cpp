#include <helios/storage/log.hpp>

#include <catch2/catch.hpp>
#include <tests/support/log_script.hpp>

#include <atomic>
#include <mutex>
#include <thread>

using namespace helios;
using namespace helios::storage;
using namespace helios::testing;

TEST_CASE("what was appended is read back, across openings", "[storage][log]") {
  plain_memory_vfs world;
  std::vector<std::uint64_t> expected;
  for (std::uint64_t opening = 0; opening != 9; ++opening) {
    session s(world, "a.helios", opening == 0);
    CHECK(s.commits() == expected);
    CHECK(s.log->state() == log_state::writing);
    for (std::uint64_t i = 0; i != 5; ++i) {
      std::uint64_t const number = opening * 5 + i + 1;
      append_commit(*s.log, number, number * 13 % 300);
      expected.push_back(number);
    }
    if (opening % 3 == 1) s.log->sync();
    if (opening % 3 == 2) s.log->close(s.log->newest_anchor());
  }
  session last(world, "a.helios");
  for (auto const& f : last.replayed)
    if (f.type == frame_type::commit) {
      bytes const whole = payload_for(f.scn, f.scn * 13 % 300);
      CHECK(f.payload == bytes(whole.begin() + 8, whole.end()));
    }
}

TEST_CASE("a batch is one write, its frames are contiguous and linked", "[storage][log]") {
  plain_memory_vfs world;
  session s(world, "a.helios", true);
  bytes const a = payload_for(1, 10);
  bytes const b = payload_for(2, 1000);
  std::array<frame_to_write, 3> frames{
      frame_to_write{.type = frame_type::value, .payload = a},
      frame_to_write{.type = frame_type::commit, .scn = scn{1}, .payload = b},
      frame_to_write{.type = frame_type::registry, .payload = {}}};
  log_position const before = s.log->position();
  int const writes = world.disk("a.helios").writes;
  std::uint64_t const end = s.log->append(frames);
  CHECK(world.disk("a.helios").writes == writes + 1);
  CHECK(frames[0].offset == before.offset);
  CHECK(frames[1].offset == frames[0].next.offset);
  CHECK(frames[2].offset == frames[1].next.offset);
  CHECK(frames[2].next == s.log->position());
  CHECK(end == s.log->end());
  // Reading can begin at any frame's `next`.
  auto reader = s.log->read(frames[0].next);
  CHECK(read_all(reader).size() == 2);
  CHECK(reader.reason() == log_stop::end);
}

TEST_CASE("any frame is read by its offset, of any epoch", "[storage][log]") {
  plain_memory_vfs world;
  std::vector<std::uint64_t> offsets;
  for (std::uint64_t opening = 0; opening != 70; ++opening) {
    session s(world, "a.helios", opening == 0);
    offsets.push_back(append_commit(*s.log, opening + 1, 30));
    s.log->sync();
    anchor a = s.log->newest_anchor();
    a.replay = s.log->position();
    s.log->write_anchor(a);
  }
  session s(world, "a.helios");
  CHECK(s.replayed.empty());  // the anchor was behind everything
  bytes scratch;
  for (std::uint64_t i = 0; i != offsets.size(); ++i) {
    log_frame const f = s.log->read_frame(offsets[i], scratch);
    CHECK(raw(f.header.scn) == i + 1);
    bytes const whole = payload_for(i + 1, 30);
    CHECK(std::equal(f.payload.begin() + 8, f.payload.end(), whole.begin() + 8));
  }
  CHECK(code_of([&] { static_cast<void>(s.log->read_frame(offsets[3] + 8, scratch)); }) == "XX001");
  CHECK(code_of([&] { static_cast<void>(s.log->read_frame(std::uint64_t{1} << 60, scratch)); }) ==
        "XX001");
}

TEST_CASE("a reader in another process follows to the durable mark", "[storage][log]") {
  plain_memory_vfs world;
  session s(world, "a.helios", true);
  append_commit(*s.log, 1, 100);
  s.log->sync();
  s.log->publish_durable({s.log->synced_end(), scn{1}});
  append_commit(*s.log, 2, 100);

  auto follower = log::open(world, "a.helios", open_mode::read_only);
  durable_mark mark = follower->read_durable();
  CHECK(mark.scn == scn{1});
  auto reader = follower->read(follower->newest_anchor().replay, mark.end);
  CHECK(commits_in(read_all(reader)) == std::vector<std::uint64_t>{1});
  CHECK(reader.reason() == log_stop::reached);

  s.log->sync();
  s.log->publish_durable({s.log->synced_end(), scn{2}});
  mark = follower->read_durable();
  reader.extend(mark.end);
  CHECK(commits_in(read_all(reader)) == std::vector<std::uint64_t>{2});

  std::array<frame_to_write, 0> none;
  CHECK(code_of([&] { follower->append(none); }) == "25006");
  CHECK(follower->still_named());
  plain_memory_vfs& w = world;
  w.disk("b.helios");
  w.rename("b.helios", "a.helios");
  CHECK_FALSE(follower->still_named());
}

TEST_CASE("files that are refused stay as they are", "[storage][log]") {
  plain_memory_vfs world;
  {
    session s(world, "a.helios", true);
    append_commit(*s.log, 1, 10);
    s.log->sync();
    CHECK(code_of([&] {
            static_cast<void>(log::open(world, "a.helios", open_mode::read_write));
          }) == "55P03");
    CHECK(code_of([&] { static_cast<void>(log::create(world, "a.helios")); }) == "55P03");
    try {
      static_cast<void>(log::open(world, "a.helios", open_mode::read_write));
    } catch (error const& e) {
      CHECK(e.hint().find("connect()") != std::string::npos);
    }
  }
  auto const image = world.disk("a.helios").image();
  CHECK(code_of([&] { static_cast<void>(log::create(world, "a.helios")); }) == "58030");
  CHECK(code_of([&] {
          static_cast<void>(log::open(world, "none.helios", open_mode::read_write));
        }) == "58P01");
  CHECK(world.disk("a.helios").image() == image);

  auto const refused = [&](std::string const& code, auto change) {
    auto bad = image;
    change(bad);
    for (auto const mode : {open_mode::read_only, open_mode::read_write}) {
      world.disk("x").put(bad);
      CHECK(code_of([&] { static_cast<void>(log::open(world, "x", mode)); }) == code);
      CHECK(world.disk("x").image() == bad);
    }
    CHECK(code_of([&] { static_cast<void>(log::create(world, "x")); }) == "58030");
    CHECK(world.disk("x").image() == bad);
  };
  refused("58030", [](auto& b) { b[0] = std::byte{'S'}; });
  refused("58030", [](auto& b) { b.resize(5); });
  refused("XX001", [](auto& b) { b[30] ^= std::byte{1}; });
  refused("58030", [](auto& b) { std::fill(b.begin(), b.begin() + 4096, std::byte{0}); });
  refused("XX001", [](auto& b) { std::fill(b.begin() + 4096, b.begin() + 12288, std::byte{0}); });
}

TEST_CASE("a creation cut short at any point is made anew, and only when asked", "[storage][log]") {
  plain_memory_vfs world;
  static_cast<void>(log::create(world, "whole"));
  auto const image = world.disk("whole").image();
  for (std::size_t const size : {std::size_t{0}, std::size_t{4096}, image.size()}) {
    for (bool const header : {false, true}) {
      // The file is long before anything is written into it: shorter, it was cut off.
      if (header && size < log_begin) continue;
      std::vector<std::byte> cut(size);
      if (header) std::copy_n(image.begin(), std::min<std::size_t>(size, 4096), cut.begin());
      world.disk("x").put(cut);
      CHECK(code_of([&] { static_cast<void>(log::open(world, "x", open_mode::read_write)); }) ==
            "58030");
      CHECK(world.disk("x").image() == cut);
      { session s(world, "x", true); }
      session again(world, "x");
      CHECK(again.commits().empty());
    }
  }
  auto cut = image;
  cut.resize(8000);
  world.disk("x").put(cut);
  CHECK(code_of([&] { static_cast<void>(log::open(world, "x", open_mode::read_write)); }) ==
        "XX001");
  CHECK(code_of([&] { static_cast<void>(log::create(world, "x")); }) == "58030");
  CHECK(world.disk("x").image() == cut);
  // A file of zeros with something behind them is somebody's.
  std::vector<std::byte> other(100'000);
  other.back() = std::byte{1};
  world.disk("y").put(other);
  CHECK(code_of([&] { static_cast<void>(log::create(world, "y")); }) == "58030");
}

TEST_CASE("creation survives power loss at every write and sync", "[storage][log]") {
  for (int k = 0; k != 12; ++k)
    for (unsigned seed = 0; seed != 40; ++seed) {
      std::minstd_rand random(seed + 1);
      plain_memory_vfs world;
      static_cast<void>(world.open("a", open_mode::create));
      world.disk("a").stop_after = k + 1;
      auto const made = code_of([&] { session s(world, "a", true); });
      world.lose_power("a", [&] { return random() % 2 == 0; });
      // Either it can be opened, or it can be made anew.
      bool const open = code_of([&] { session s(world, "a"); }).empty();
      bool const create = code_of([&] { session s(world, "a", true); }).empty();
      INFO("call " << k << " gave " << made << ", seed " << seed);
      CHECK(open != create);
    }
}

TEST_CASE("a disk that is full says so before anything is written", "[storage][log]") {
  plain_memory_vfs world;
  session s(world, "a.helios", true);
  plain_disk& disk = world.disk("a.helios");
  disk.room = 1 << 20;
  std::uint64_t number = 0;
  std::string code;
  while (code.empty() && number < 5000) {
    auto const before = disk.image();
    code = code_of([&] { append_commit(*s.log, number + 1, 3000); });
    if (code.empty()) {
      ++number;
    } else {
      auto const after = disk.image();
      CHECK(std::equal(before.begin(), before.end(), after.begin()));
    }
  }
  CHECK(code == "53100");
  CHECK(s.log->state() == log_state::writing);
  CHECK(s.log->end() + (64 << 10) + 3048 > (1 << 20));  // nothing but the reserve is left
  // What must succeed succeeds.
  bytes const small = payload_for(9999, 100);
  frame_to_write drop{.type = frame_type::branch, .scn = scn{9999}, .payload = small};
  s.log->append({&drop, 1}, room::emergency);
  s.log->sync();
  s.log->write_anchor(s.log->newest_anchor());
  // And with space it goes on.
  disk.room = plain_disk::capacity;
  append_commit(*s.log, ++number, 3000);
  s.log->close(s.log->newest_anchor());
  s.log.reset();
  session again(world, "a.helios");
  CHECK(again.commits().size() == number);
}

TEST_CASE("the file grows in doubling steps", "[storage][log]") {
  plain_memory_vfs world;
  log_options options;
  options.last_step = 1 << 20;
  session s(world, "a.helios", true, options);
  CHECK(world.disk("a.helios").size <= log_begin + (128 << 10));
  std::vector<std::uint64_t> sizes;
  for (std::uint64_t i = 1; i != 1500; ++i) {
    append_commit(*s.log, i, 3000);
    if (sizes.empty() || sizes.back() != world.disk("a.helios").size)
      sizes.push_back(world.disk("a.helios").size);
    CHECK(sizes.back() >= s.log->end() + options.emergency);
    // A step is taken when less than the reserve is left, and is no longer than the file was then.
    std::uint64_t const needed = s.log->end() + options.emergency;
    CHECK(sizes.back() <= needed + std::clamp(needed, options.first_step, options.last_step));
  }
  CHECK(sizes.size() < 12);
}

TEST_CASE("a failed write or sync poisons the log, and reopening recovers", "[storage][log]") {
  for (bool const write : {true, false}) {
    plain_memory_vfs world;
    session s(world, "a.helios", true);
    append_commit(*s.log, 1, 100);
    s.log->sync();
    plain_disk& disk = world.disk("a.helios");
    (write ? disk.stop_after : disk.fail_syncs) = 1;
    CHECK(code_of([&] {
            append_commit(*s.log, 2, 500);
            s.log->sync();
          }) == "58030");
    disk.stop_after = -1;
    CHECK(s.log->state() == log_state::poisoned);
    CHECK(code_of([&] { append_commit(*s.log, 3, 10); }) == "58030");
    CHECK(code_of([&] { s.log->sync(); }) == "58030");
    CHECK(code_of([&] { s.log->write_anchor(s.log->newest_anchor()); }) == "58030");
    CHECK(code_of([&] { s.log->publish_durable({s.log->synced_end(), scn{1}}); }) == "58030");
    CHECK(code_of([&] { s.log->close(s.log->newest_anchor()); }) == "58030");
    s.log.reset();
    session again(world, "a.helios");
    CHECK(again.commits().size() == (write ? 1 : 2));
  }
}

TEST_CASE("after a failed sync, what a reopened log accepted is made durable first",
          "[storage][log]") {
  plain_memory_vfs world;
  {
    session s(world, "a.helios", true);
    append_commit(*s.log, 1, 3000);
    s.log->sync();
    append_commit(*s.log, 2, 3000);
    world.disk("a.helios").fail_syncs = 1;
    CHECK(code_of([&] { s.log->sync(); }) == "58030");
  }
  {
    // The system's memory still shows commit 2, but calls it clean: no sync would ever write it.
    session s(world, "a.helios");
    CHECK(s.commits() == std::vector<std::uint64_t>{1, 2});
    append_commit(*s.log, 3, 3000);
    s.log->sync();
  }
  world.lose_power("a.helios");
  session s(world, "a.helios");
  CHECK(s.commits() == std::vector<std::uint64_t>{1, 2, 3});
}

TEST_CASE("power lost at every write and sync of a script keeps every synced commit",
          "[storage][log]") {
  // Power is lost after the n-th write, for all n: what was synced is there, what is there is a
  // prefix.
  for (int n = 0; n != 60; ++n) {
    plain_memory_vfs world;
    std::uint64_t synced = 0;
    std::uint64_t attempted = 0;
    static_cast<void>(code_of([&] {
      session s(world, "a.helios", true);
      world.disk("a.helios").stop_after = n + 1;
      for (std::uint64_t i = 1; i <= 12; ++i) {
        append_commit(*s.log, ++attempted, i * 37);
        if (i % 3 == 0) {
          s.log->sync();
          synced = attempted;
          s.log->publish_durable({s.log->synced_end(), scn{synced}});
        }
        if (i % 5 == 0) {
          anchor a = s.log->newest_anchor();
          a.scn = scn{synced};
          s.log->write_anchor(a);
          synced = attempted;
        }
      }
    }));
    world.lose_power("a.helios");
    session s(world, "a.helios");
    INFO("write " << n << ": synced " << synced << ", attempted " << attempted);
    CHECK(s.commits().size() >= synced);
    CHECK(s.commits().size() <= attempted);
    for (std::uint64_t i = 0; i != s.commits().size(); ++i) CHECK(s.commits()[i] == i + 1);
  }
}

TEST_CASE("one thread appends while others sync, publish, fill extents and anchor",
          "[storage][log]") {
  plain_memory_vfs world;
  constexpr std::uint64_t commits = 400;
  {
    session s(world, "a.helios", true);
    std::mutex log_mutex;
    std::atomic<bool> done{false};
    std::atomic<int> pages{0};
    std::thread leader([&] {
      while (!done) {
        s.log->sync();
        s.log->publish_durable({s.log->synced_end(), scn{1}});
      }
    });
    std::thread checkpointer([&] {
      while (!done) {
        bytes const payload = payload_for(7, 500);
        frame_to_write page{.type = frame_type::page, .payload = payload};
        extent where;
        {
          std::scoped_lock const lock(log_mutex);
          where = s.log->reserve_extent(extent_room(payload.size()));
        }
        s.log->write_in_extent(where, {&page, 1});
        s.log->write_anchor(s.log->newest_anchor());
        ++pages;
      }
    });
    for (std::uint64_t i = 1; i <= commits; ++i) {
      std::scoped_lock const lock(log_mutex);
      append_commit(*s.log, i, i % 50);
    }
    done = true;
    leader.join();
    checkpointer.join();
    s.log->sync();
  }
  world.lose_power("a.helios");
  session s(world, "a.helios");
  CHECK(s.commits().size() == commits);
}
