/**
 * The spawner, in Perl: it is everywhere where git is, starts in 5 ms and is 5 MB small, so that its fork costs a
 * fraction of that of Node.js, and it can say exactly how a process ended. One command at a time:
 *
 * in: the length of a record in bytes, a line end, the record: fields that a NUL separates (folder, paths for standard
 * output and error, program, number of arguments, the arguments with the zeroth, the environment as NAME=value).
 * out, a line each: `ready` once; then for each record `failed <errno>`; or `started <pid>` and later `ended <wait status>`.
 *
 * It ends with its input. A process is forked ahead of its record, while Node.js ends the step before, and reads the record
 * itself. It says `go` when it has one, and then why it could not become the program; a successful exec closes the pipe.
 * One that is killed while it waits is replaced.
 */
export const spawnerProgram = `
sub order {
  my $record = '';
  my $size = <STDIN>;
  return unless defined $size && read(STDIN, $record, $size + 0) == $size;
  return $record;
}
sub become {
  my ($tell) = @_;
  setpgrp(0, 0);
  open(STDOUT, '>', '/dev/null');
  my $record = order();
  exit 0 unless defined $record;
  syswrite($tell, "go\\n");
  my ($folder, $out, $err, $program, $count, @rest) = split /\\0/, $record, -1;
  my @argv = splice(@rest, 0, $count);
  if (open(STDIN, '<', '/dev/null') && open(STDOUT, '>', $out) && open(STDERR, '>', $err) && chdir($folder)) {
    %ENV = map { split /=/, $_, 2 } @rest;
    exec { $program } @argv;
  }
  syswrite($tell, $! + 0);
  exit 127;
}
$| = 1;
binmode STDIN;
print "ready\\n";
while (1) {
  my ($told, $tell, $pid);
  unless (pipe($told, $tell) && defined($pid = fork)) {
    my $errno = $! + 0;
    last unless defined order();
    print "failed $errno\\n";
    next;
  }
  become($tell) if $pid == 0;
  close($tell);
  my $begun = <$told>;
  my $errno = <$told>;
  close($told);
  print "started $pid\\n" if defined $begun && !defined $errno;
  waitpid($pid, 0);
  if (!defined $begun) {
    last if $? == 0;
  } else {
    print defined $errno ? "failed $errno\\n" : "ended $?\\n";
  }
}
`;
