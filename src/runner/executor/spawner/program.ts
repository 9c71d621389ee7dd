/**
 * The spawner, in Perl: it is everywhere where git is, starts in 5 ms and is 5 MB small, so that its fork costs a
 * fraction of that of Node.js, and it can say exactly how a process ended. One command at a time:
 *
 * in: the length of a record in bytes, a line end, the record: fields that a NUL separates (folder, paths for standard
 * output and error, program, number of arguments, the arguments with the zeroth, the environment as NAME=value).
 * out, a line each: `ready` once; then for each record `failed <errno>`; or `started <pid>` and later `ended <wait status>`.
 *
 * It ends with its input. A failed exec is told through a pipe that a successful one closes.
 */
export const spawnerProgram = `
$| = 1;
binmode STDIN;
print "ready\\n";
while (defined(my $size = <STDIN>)) {
  my $record = '';
  last unless read(STDIN, $record, $size + 0) == $size;
  my ($folder, $out, $err, $program, $count, @rest) = split /\\0/, $record, -1;
  my @argv = splice(@rest, 0, $count);
  my ($told, $tell, $pid);
  unless (pipe($told, $tell) && defined($pid = fork)) {
    print 'failed ', $! + 0, "\\n";
    next;
  }
  if ($pid == 0) {
    setpgrp(0, 0);
    if (open(STDIN, '<', '/dev/null') && open(STDOUT, '>', $out) && open(STDERR, '>', $err) && chdir($folder)) {
      %ENV = map { split /=/, $_, 2 } @rest;
      exec { $program } @argv;
    }
    syswrite($tell, $! + 0);
    exit 127;
  }
  close($tell);
  my $errno = <$told>;
  close($told);
  print "started $pid\\n" unless defined $errno;
  waitpid($pid, 0);
  print defined $errno ? "failed $errno\\n" : "ended $?\\n";
}
`;
