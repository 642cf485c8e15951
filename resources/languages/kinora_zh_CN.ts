<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
  <context>
    <name>Actions</name>
    <message>
      <source>About Kinora</source>
      <translation>关于 Kinora</translation>
    </message>
    <message>
      <source>Export the timeline...</source>
      <translation>导出时间线...</translation>
    </message>
    <message>
      <source>First frame</source>
      <translation>第一帧</translation>
    </message>
    <message>
      <source>Fit the picture</source>
      <translation>图片适配</translation>
    </message>
    <message>
      <source>Full screen</source>
      <translation>全屏</translation>
    </message>
    <message>
      <source>Generate</source>
      <translation>生成</translation>
    </message>
    <message>
      <source>Last frame</source>
      <translation>最后一帧</translation>
    </message>
    <message>
      <source>Models...</source>
      <translation>模型...</translation>
    </message>
    <message>
      <source>New</source>
      <translation>新建</translation>
    </message>
    <message>
      <source>Next panel</source>
      <translation>下一个面板</translation>
    </message>
    <message>
      <source>One frame back</source>
      <translation>后退一帧</translation>
    </message>
    <message>
      <source>One frame on</source>
      <translation>前进一帧</translation>
    </message>
    <message>
      <source>Open...</source>
      <translation>打开...</translation>
    </message>
    <message>
      <source>Play or pause</source>
      <translation>播放或暂停</translation>
    </message>
    <message>
      <source>Previous panel</source>
      <translation>上一个面板</translation>
    </message>
    <message>
      <source>Quit</source>
      <translation>退出</translation>
    </message>
    <message>
      <source>Redo on the timeline</source>
      <translation>重做时间线操作</translation>
    </message>
    <message>
      <source>Resume queue</source>
      <translation>继续队列</translation>
    </message>
    <message>
      <source>Settings...</source>
      <translation>设置...</translation>
    </message>
    <message>
      <source>Shuttle back</source>
      <translation>向后穿梭</translation>
    </message>
    <message>
      <source>Shuttle on</source>
      <translation>向前穿梭</translation>
    </message>
    <message>
      <source>Stop the running clip</source>
      <translation>停止正在制作的片段</translation>
    </message>
    <message>
      <source>Stop the shuttle</source>
      <translation>停止穿梭</translation>
    </message>
    <message>
      <source>Take the clip off the timeline</source>
      <translation>从时间线移除片段</translation>
    </message>
    <message>
      <source>To the prompt</source>
      <translation>转到提示词</translation>
    </message>
    <message>
      <source>Undo on the timeline</source>
      <translation>撤销时间线操作</translation>
    </message>
    <message>
      <source>Whole timeline</source>
      <translation>整条时间线</translation>
    </message>
    <message>
      <source>Zoom the timeline in</source>
      <translation>放大时间线</translation>
    </message>
    <message>
      <source>Zoom the timeline out</source>
      <translation>缩小时间线</translation>
    </message>
  </context>
  <context>
    <name>AdoptDialog</name>
    <message>
      <source>Adopt a folder</source>
      <translation>使用现有文件夹</translation>
    </message>
    <message>
      <source>Choose a folder...</source>
      <translation>选择文件夹...</translation>
    </message>
    <message>
      <source>Folder of another program</source>
      <translation>其他程序的文件夹</translation>
    </message>
    <message>
      <source>Looking into the usual places ...</source>
      <translation>正在查看常用位置 ...</translation>
    </message>
    <message>
      <source>Looking into {folder} ...</source>
      <translation>正在查看 {folder} ...</translation>
    </message>
    <message>
      <source>Model files of ComfyUI, WanGP, LM Studio and the Hugging Face cache are used where they lie. Nothing is copied, moved or changed.</source>
      <translation>ComfyUI、WanGP、LM Studio 和 Hugging Face 缓存中的模型文件可以原地使用，不复制、不移动、不更改任何内容。</translation>
    </message>
    <message>
      <source>No file of a model that Kinora knows was found in {folder}.</source>
      <translation>在 {folder} 中没有找到 Kinora 认识的模型文件。</translation>
    </message>
    <message>
      <source>Nothing was found in the usual places.</source>
      <translation>常用位置中没有找到任何内容。</translation>
    </message>
  </context>
  <context>
    <name>Badge</name>
    <message>
      <source>Pull up or down to change the order</source>
      <translation>上下拖动可更改顺序</translation>
    </message>
    <message>
      <source>Speaker {n}</source>
      <translation>说话人 {n}</translation>
    </message>
  </context>
  <context>
    <name>ComposePanel</name>
    <message>
      <source>Change the film</source>
      <translation>修改这段影片</translation>
    </message>
    <message>
      <source>Compose</source>
      <translation>创作</translation>
    </message>
    <message>
      <source>Drop a picture</source>
      <translation>拖入一张图片</translation>
    </message>
    <message>
      <source>Drop the last picture</source>
      <translation>拖入最后一张图片</translation>
    </message>
    <message>
      <source>Every setting of {name} is restored.</source>
      <translation>{name} 的所有设置已恢复。</translation>
    </message>
    <message>
      <source>Let it speak</source>
      <translation>让它说话</translation>
    </message>
    <message>
      <source>Pictures and films</source>
      <translation>图片和影片</translation>
    </message>
    <message>
      <source>Sounds</source>
      <translation>声音</translation>
    </message>
    <message>
      <source>Take its own sound</source>
      <translation>使用它自己的声音</translation>
    </message>
    <message>
      <source>Take only its sound, as a voice</source>
      <translation>只取其声音，作为语音</translation>
    </message>
    <message>
      <source>Task: {mode}</source>
      <translation>任务：{mode}</translation>
    </message>
    <message>
      <source>The film speaks when it has a voice.</source>
      <translation>有了语音，影片就会说话。</translation>
    </message>
    <message>
      <source>The film that is changed</source>
      <translation>要修改的影片</translation>
    </message>
    <message>
      <source>The film that speaks</source>
      <translation>要说话的影片</translation>
    </message>
    <message>
      <source>There is no sound in {name}. Choose a file with a voice.</source>
      <translation>{name} 里没有声音。请选择有语音的文件。</translation>
    </message>
    <message>
      <source>Use the film itself</source>
      <translation>使用影片本身</translation>
    </message>
    <message>
      <source>What is made. It follows from what you drop; choose another here.</source>
      <translation>要制作什么。根据拖入的内容而定；可在此更改。</translation>
    </message>
    <message>
      <source>bars added to fit</source>
      <translation>加边适配</translation>
    </message>
    <message>
      <source>cropped to fit</source>
      <translation>裁剪适配</translation>
    </message>
    <message>
      <source>edges drawn out to fit</source>
      <translation>延展边缘适配</translation>
    </message>
    <message>
      <source>made smaller to fit</source>
      <translation>缩小适配</translation>
    </message>
    <message>
      <source>not used by this task</source>
      <translation>此任务不使用</translation>
    </message>
    <message>
      <source>stretched to fit</source>
      <translation>拉伸适配</translation>
    </message>
    <message>
      <source>the film ends with it</source>
      <translation>影片以它结束</translation>
    </message>
    <message>
      <source>the first frame, or a film to change</source>
      <translation>作为第一帧，或要修改的影片</translation>
    </message>
    <message>
      <source>used whole</source>
      <translation>整张使用</translation>
    </message>
  </context>
  <context>
    <name>Control</name>
    <message>
      <source>{low} to {high}</source>
      <translation>{low} 到 {high}</translation>
    </message>
  </context>
  <context>
    <name>ConvertingCard</name>
    <message>
      <source>A sealed process without network reads the weights and nothing else. The file stays as it is.</source>
      <translation>一个没有网络的隔离进程只读取权重，别的什么都不读。原文件保持不变。</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>Converting {name}</source>
      <translation>正在转换 {name}</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>{file} was made of it. Every model that needs it uses it from now on.</source>
      <translation>已由它生成 {file}。今后每个需要它的模型都会使用它。</translation>
    </message>
    <message>
      <source>{name} was taken in</source>
      <translation>{name} 已收下</translation>
    </message>
  </context>
  <context>
    <name>Details</name>
    <message>
      <source>Copied</source>
      <translation>已复制</translation>
    </message>
    <message>
      <source>Copy</source>
      <translation>复制</translation>
    </message>
    <message>
      <source>Details</source>
      <translation>详细信息</translation>
    </message>
  </context>
  <context>
    <name>DetailsDialog</name>
    <message>
      <source>Check the files</source>
      <translation>检查文件</translation>
    </message>
    <message>
      <source>Every file is right.</source>
      <translation>所有文件都正确。</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>文件夹</translation>
    </message>
    <message>
      <source>Form</source>
      <translation>形式</translation>
    </message>
    <message>
      <source>Frees up to {size}. What other models or programs need stays.</source>
      <translation>最多释放 {size}。其他模型或程序需要的文件会保留。</translation>
    </message>
    <message>
      <source>Get another form...</source>
      <translation>下载其他形式...</translation>
    </message>
    <message>
      <source>If you delete it, these stop working: {names}.</source>
      <translation>删除后，以下内容将无法使用：{names}。</translation>
    </message>
    <message>
      <source>Last used</source>
      <translation>上次使用</translation>
    </message>
    <message>
      <source>Licence</source>
      <translation>许可证</translation>
    </message>
    <message>
      <source>Makes</source>
      <translation>用途</translation>
    </message>
    <message>
      <source>Open the folder</source>
      <translation>打开文件夹</translation>
    </message>
    <message>
      <source>Published at</source>
      <translation>发布于</translation>
    </message>
    <message>
      <source>Reading every file. This goes on in the background.</source>
      <translation>正在读取每个文件，这会在后台进行。</translation>
    </message>
    <message>
      <source>Remove now</source>
      <translation>立即删除</translation>
    </message>
    <message>
      <source>Remove...</source>
      <translation>删除...</translation>
    </message>
    <message>
      <source>Repair</source>
      <translation>修复</translation>
    </message>
    <message>
      <source>Shared</source>
      <translation>共享</translation>
    </message>
    <message>
      <source>Size</source>
      <translation>大小</translation>
    </message>
    <message>
      <source>Takes it out of the list. Its files stay where they are.</source>
      <translation>从列表中移除。文件仍留在原处。</translation>
    </message>
    <message>
      <source>This computer</source>
      <translation>这台电脑</translation>
    </message>
    <message>
      <source>Use</source>
      <translation>使用</translation>
    </message>
    <message>
      <source>Use {name}</source>
      <translation>使用 {name}</translation>
    </message>
    <message>
      <source>begun</source>
      <translation>已开始</translation>
    </message>
    <message>
      <source>checked, right</source>
      <translation>已检查，正确</translation>
    </message>
    <message>
      <source>damaged</source>
      <translation>已损坏</translation>
    </message>
    <message>
      <source>here</source>
      <translation>已在本机</translation>
    </message>
    <message>
      <source>missing</source>
      <translation>缺失</translation>
    </message>
    <message>
      <source>not here</source>
      <translation>不在本机</translation>
    </message>
    <message>
      <source>shared with another program</source>
      <translation>与其他程序共享</translation>
    </message>
    <message>
      <source>whole; no hash is published</source>
      <translation>完整；未发布校验值</translation>
    </message>
    <message>
      <source>wrong bytes</source>
      <translation>字节错误</translation>
    </message>
    <message>
      <source>{n} files are not right. Repair fetches only what is wrong.</source>
      <translation>{n} 个文件不正确。修复时只重新下载错误的部分。</translation>
    </message>
  </context>
  <context>
    <name>DownloadDialog</name>
    <message>
      <source>Agree to the licence first.</source>
      <translation>请先同意许可证。</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Change the folder it goes to</source>
      <translation>更改存放文件夹</translation>
    </message>
    <message>
      <source>Change...</source>
      <translation>更改...</translation>
    </message>
    <message>
      <source>Folder for models</source>
      <translation>模型文件夹</translation>
    </message>
    <message>
      <source>Get</source>
      <translation>下载</translation>
    </message>
    <message>
      <source>Get {name}</source>
      <translation>下载 {name}</translation>
    </message>
    <message>
      <source>Get {size}</source>
      <translation>下载 {size}</translation>
    </message>
    <message>
      <source>Goes to</source>
      <translation>存放到</translation>
    </message>
    <message>
      <source>I use it for non-commercial purposes only</source>
      <translation>我仅用于非商业用途</translation>
    </message>
    <message>
      <source>Kinora is offline; it is fetched when that is switched off in the settings.</source>
      <translation>Kinora 处于离线状态；在设置中关闭离线后会开始下载。</translation>
    </message>
    <message>
      <source>Licence: {name}.</source>
      <translation>许可证：{name}。</translation>
    </message>
    <message>
      <source>Room on that disk</source>
      <translation>该磁盘空间</translation>
    </message>
    <message>
      <source>Takes</source>
      <translation>需要时间</translation>
    </message>
    <message>
      <source>The disk is too full: {free} free, {need} needed. Choose another folder.</source>
      <translation>磁盘空间不足：可用 {free}，需要 {need}。请选择其他文件夹。</translation>
    </message>
    <message>
      <source>To fetch</source>
      <translation>需要下载</translation>
    </message>
    <message>
      <source>What it makes may not be used for money.</source>
      <translation>生成的内容不得用于商业用途。</translation>
    </message>
    <message>
      <source>about {time} at the speed of the last download</source>
      <translation>按上次下载的速度约需 {time}</translation>
    </message>
    <message>
      <source>at least {size}</source>
      <translation>至少 {size}</translation>
    </message>
    <message>
      <source>no time</source>
      <translation>无需时间</translation>
    </message>
    <message>
      <source>not known before the first bytes have come</source>
      <translation>收到第一批数据后才知道</translation>
    </message>
    <message>
      <source>nothing, all of it is here</source>
      <translation>无需下载，全部已在本机</translation>
    </message>
    <message>
      <source>size not known</source>
      <translation>大小未知</translation>
    </message>
    <message>
      <source>size not known before it is asked for</source>
      <translation>下载前大小未知</translation>
    </message>
    <message>
      <source>{free} free, {after} left afterwards</source>
      <translation>可用 {free}，之后剩余 {after}</translation>
    </message>
    <message>
      <source>{size}, begun</source>
      <translation>{size}，已开始</translation>
    </message>
    <message>
      <source>{size}, here</source>
      <translation>{size}，已在本机</translation>
    </message>
    <message>
      <source>{size}, shared with another program</source>
      <translation>{size}，与其他程序共享</translation>
    </message>
    <message>
      <source>{size}; {here} here already</source>
      <translation>{size}；其中 {here} 已在本机</translation>
    </message>
  </context>
  <context>
    <name>DownloadPanel</name>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Download</source>
      <translation>下载</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>继续</translation>
    </message>
    <message>
      <source>Go on with all</source>
      <translation>全部继续</translation>
    </message>
    <message>
      <source>Pause</source>
      <translation>暂停</translation>
    </message>
    <message>
      <source>Pause all</source>
      <translation>全部暂停</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>重试</translation>
    </message>
    <message>
      <source>checking</source>
      <translation>正在检查</translation>
    </message>
    <message>
      <source>every file is checked before it is used</source>
      <translation>每个文件在使用前都会检查</translation>
    </message>
    <message>
      <source>paused, nothing is lost</source>
      <translation>已暂停，没有丢失任何内容</translation>
    </message>
    <message>
      <source>stopped</source>
      <translation>已停止</translation>
    </message>
    <message>
      <source>waits for its turn</source>
      <translation>等待中</translation>
    </message>
    <message>
      <source>{n} more</source>
      <translation>还有 {n} 个</translation>
    </message>
    <message>
      <source>{size} were on this computer already and are shared, not copied.</source>
      <translation>{size} 已在本机，将共享使用，不会复制。</translation>
    </message>
  </context>
  <context>
    <name>Draft</name>
    <message>
      <source>Drop a film first</source>
      <translation>请先拖入一段影片</translation>
    </message>
    <message>
      <source>Drop a picture first</source>
      <translation>请先拖入一张图片</translation>
    </message>
    <message>
      <source>Paint where speaker {n} is</source>
      <translation>涂出说话人 {n} 的位置</translation>
    </message>
    <message>
      <source>Take out the others.</source>
      <translation>请移除其他人。</translation>
    </message>
    <message>
      <source>Untitled</source>
      <translation>未命名</translation>
    </message>
    <message>
      <source>Write a prompt first</source>
      <translation>请先写提示词</translation>
    </message>
    <message>
      <source>{model} lets one person speak</source>
      <translation>{model} 只能让一个人说话</translation>
    </message>
    <message>
      <source>{model} stays.</source>
      <translation>保留 {model}。</translation>
    </message>
  </context>
  <context>
    <name>Drift</name>
    <message>
      <source>colour drifts</source>
      <translation>颜色偏移</translation>
    </message>
    <message>
      <source>colour {n}</source>
      <translation>颜色 {n}</translation>
    </message>
    <message>
      <source>contrast drifts</source>
      <translation>对比度偏移</translation>
    </message>
    <message>
      <source>contrast {n} %</source>
      <translation>对比度 {n} %</translation>
    </message>
    <message>
      <source>face drifts</source>
      <translation>面容偏移</translation>
    </message>
    <message>
      <source>identity {n}</source>
      <translation>人物 {n}</translation>
    </message>
  </context>
  <context>
    <name>ExportDialog</name>
    <message>
      <source>Change where the export goes</source>
      <translation>更改导出位置</translation>
    </message>
    <message>
      <source>Change...</source>
      <translation>更改...</translation>
    </message>
    <message>
      <source>Export</source>
      <translation>导出</translation>
    </message>
    <message>
      <source>Export as</source>
      <translation>导出为</translation>
    </message>
    <message>
      <source>Export the timeline</source>
      <translation>导出时间线</translation>
    </message>
    <message>
      <source>Exporting ...</source>
      <translation>正在导出...</translation>
    </message>
    <message>
      <source>Final Cut 7 XML: for Resolve and Premiere</source>
      <translation>Final Cut 7 XML：用于 Resolve 和 Premiere</translation>
    </message>
    <message>
      <source>Finishing the file ...</source>
      <translation>正在完成文件...</translation>
    </message>
    <message>
      <source>Folder of PNG pictures</source>
      <translation>PNG 图片文件夹</translation>
    </message>
    <message>
      <source>Frame {done} of {total}</source>
      <translation>第 {done} 帧，共 {total} 帧</translation>
    </message>
    <message>
      <source>Frames a second</source>
      <translation>每秒帧数</translation>
    </message>
    <message>
      <source>GIF animation</source>
      <translation>GIF 动画</translation>
    </message>
    <message>
      <source>MKV, FFV1: lossless</source>
      <translation>MKV，FFV1：无损</translation>
    </message>
    <message>
      <source>MOV, ProRes: for editing</source>
      <translation>MOV，ProRes：用于剪辑</translation>
    </message>
    <message>
      <source>MP4, AV1: smallest</source>
      <translation>MP4，AV1：最小</translation>
    </message>
    <message>
      <source>MP4, H.264: plays everywhere</source>
      <translation>MP4，H.264：处处可播放</translation>
    </message>
    <message>
      <source>MP4, H.265: smaller</source>
      <translation>MP4，H.265：更小</translation>
    </message>
    <message>
      <source>OpenTimelineIO: for editing programs</source>
      <translation>OpenTimelineIO：用于剪辑软件</translation>
    </message>
    <message>
      <source>SRT subtitles from the titles of the clips</source>
      <translation>由片段标题生成的 SRT 字幕</translation>
    </message>
    <message>
      <source>Show in folder</source>
      <translation>在文件夹中显示</translation>
    </message>
    <message>
      <source>Size</source>
      <translation>尺寸</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>Stopped. Nothing of it was kept.</source>
      <translation>已停止，没有保留任何内容。</translation>
    </message>
    <message>
      <source>WebM, VP9: for the web</source>
      <translation>WebM，VP9：用于网页</translation>
    </message>
    <message>
      <source>WebP animation</source>
      <translation>WebP 动画</translation>
    </message>
    <message>
      <source>Where to</source>
      <translation>保存位置</translation>
    </message>
    <message>
      <source>timeline</source>
      <translation>时间线</translation>
    </message>
    <message>
      <source>{name} is finished.</source>
      <translation>{name} 已完成。</translation>
    </message>
    <message>
      <source>{rate}, as the first clip</source>
      <translation>{rate}，与第一个片段相同</translation>
    </message>
    <message>
      <source>{size}, as the first clip</source>
      <translation>{size}，与第一个片段相同</translation>
    </message>
  </context>
  <context>
    <name>FailureCard</name>
    <message>
      <source>Choose the file...</source>
      <translation>选择文件...</translation>
    </message>
    <message>
      <source>Open the folder</source>
      <translation>打开文件夹</translation>
    </message>
    <message>
      <source>Show the setting</source>
      <translation>显示该设置</translation>
    </message>
    <message>
      <source>Start the engine again</source>
      <translation>重新启动引擎</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>重试</translation>
    </message>
  </context>
  <context>
    <name>FetchNote</name>
    <message>
      <source>Fetching has stopped</source>
      <translation>下载已停止</translation>
    </message>
    <message>
      <source>Fetching is paused</source>
      <translation>下载已暂停</translation>
    </message>
    <message>
      <source>Fetching soon</source>
      <translation>即将下载</translation>
    </message>
    <message>
      <source>Fetching {share}</source>
      <translation>正在下载 {share}</translation>
    </message>
  </context>
  <context>
    <name>FileLine</name>
    <message>
      <source>next</source>
      <translation>下一个</translation>
    </message>
    <message>
      <source>server busy, again in {n} s</source>
      <translation>服务器忙，{n} 秒后重试</translation>
    </message>
    <message>
      <source>stopped at {part}</source>
      <translation>停在 {part}</translation>
    </message>
    <message>
      <source>wrong bytes, fetching them again</source>
      <translation>字节错误，正在重新下载</translation>
    </message>
    <message>
      <source>{size}, checked</source>
      <translation>{size}，已检查</translation>
    </message>
    <message>
      <source>{size}, checking</source>
      <translation>{size}，正在检查</translation>
    </message>
    <message>
      <source>{size}, next</source>
      <translation>{size}，下一个</translation>
    </message>
    <message>
      <source>{size}, was here already</source>
      <translation>{size}，本机已有</translation>
    </message>
  </context>
  <context>
    <name>Filled</name>
    <message>
      <source>Take it out</source>
      <translation>取出</translation>
    </message>
    <message>
      <source>Use: {use}</source>
      <translation>用途：{use}</translation>
    </message>
    <message>
      <source>first of {n} pictures</source>
      <translation>共 {n} 张，用第 1 张</translation>
    </message>
    <message>
      <source>{n} s</source>
      <translation>{n} 秒</translation>
    </message>
  </context>
  <context>
    <name>FirstMinuteCard</name>
    <message>
      <source>A small starter model is built in. It draws shapes that move and faces that speak, needs no download and no graphics card, and works exactly as the big models do.</source>
      <translation>内置了一个小型入门模型。它能画出会动的图形和会说话的脸，无需下载，也不需要显卡，工作方式与大模型完全相同。</translation>
    </message>
    <message>
      <source>Another sentence</source>
      <translation>换一句</translation>
    </message>
    <message>
      <source>Choose a model</source>
      <translation>选择模型</translation>
    </message>
    <message>
      <source>First clip</source>
      <translation>第一个片段</translation>
    </message>
    <message>
      <source>Make your first clip in half a minute</source>
      <translation>半分钟做出第一个片段</translation>
    </message>
    <message>
      <source>Prompt of the first clip</source>
      <translation>第一个片段的提示词</translation>
    </message>
    <message>
      <source>Try it</source>
      <translation>试一试</translation>
    </message>
    <message>
      <source>a blue square moves up</source>
      <translation>a blue square moves up</translation>
    </message>
    <message>
      <source>a drawn face says hello</source>
      <translation>一张画出来的脸说你好</translation>
    </message>
    <message>
      <source>a yellow circle grows</source>
      <translation>a yellow circle grows</translation>
    </message>
  </context>
  <context>
    <name>FolderLine</name>
    <message>
      <source>Fetched models go here</source>
      <translation>下载的模型存放在这里</translation>
    </message>
    <message>
      <source>Fetched models go to {folder}</source>
      <translation>下载的模型存放到 {folder}</translation>
    </message>
    <message>
      <source>Take {folder} out of the list</source>
      <translation>将 {folder} 移出列表</translation>
    </message>
  </context>
  <context>
    <name>FolderRow</name>
    <message>
      <source>Change...</source>
      <translation>更改...</translation>
    </message>
    <message>
      <source>Change: {name}</source>
      <translation>更改：{name}</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>打开</translation>
    </message>
    <message>
      <source>Open: {name}</source>
      <translation>打开：{name}</translation>
    </message>
  </context>
  <context>
    <name>ForecastBar</name>
    <message>
      <source>Memory forecast</source>
      <translation>内存预测</translation>
    </message>
  </context>
  <context>
    <name>FormChoice</name>
    <message>
      <source>Form of the model</source>
      <translation>模型的形式</translation>
    </message>
    <message>
      <source>{form} (chosen by Kinora)</source>
      <translation>{form}（由 Kinora 选择）</translation>
    </message>
    <message>
      <source>{title} (not here yet)</source>
      <translation>{title}（还没有文件）</translation>
    </message>
  </context>
  <context>
    <name>FoundCard</name>
    <message>
      <source>Add it as your own model</source>
      <translation>添加为自己的模型</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>Get what it lacks</source>
      <translation>下载缺少的部分</translation>
    </message>
    <message>
      <source>It is in the list now. The file stays where it is.</source>
      <translation>现在已在列表中。文件仍留在原处。</translation>
    </message>
    <message>
      <source>It is in the list now. The file stays where it is; other parts have to be fetched.</source>
      <translation>现在已在列表中。文件仍留在原处；其他部分需要下载。</translation>
    </message>
    <message>
      <source>The weights in {name} could be any of these, and its name does not tell.</source>
      <translation>{name} 中的权重可能属于以下任何一个，文件名无法判断。</translation>
    </message>
    <message>
      <source>This is a LoRA for {model}</source>
      <translation>这是用于 {model} 的 LoRA</translation>
    </message>
    <message>
      <source>This is {model}</source>
      <translation>这是 {model}</translation>
    </message>
    <message>
      <source>Use it</source>
      <translation>使用</translation>
    </message>
    <message>
      <source>Use it in the recipe</source>
      <translation>用于当前配方</translation>
    </message>
    <message>
      <source>Which model is this?</source>
      <translation>这是哪个模型？</translation>
    </message>
    <message>
      <source>{name} changes {n} layers. It is used where it lies; nothing is copied.</source>
      <translation>{name} 更改 {n} 层。将在原处使用，不会复制。</translation>
    </message>
    <message>
      <source>{name} was added</source>
      <translation>已添加 {name}</translation>
    </message>
    <message>
      <source>{name}, {size}. It is used where it lies; nothing is copied.</source>
      <translation>{name}，{size}。将在原处使用，不会复制。</translation>
    </message>
  </context>
  <context>
    <name>GaugeBar</name>
    <message>
      <source>CPU {n} %</source>
      <translation>CPU {n} %</translation>
    </message>
    <message>
      <source>Free: {free} GiB.</source>
      <translation>空闲：{free} GiB。</translation>
    </message>
    <message>
      <source>GPU {n} %</source>
      <translation>GPU {n} %</translation>
    </message>
    <message>
      <source>Kinora holds {ours} GiB, others {others} GiB, of {total} GiB</source>
      <translation>共 {total} GiB，Kinora 占用 {ours} GiB，其他程序 {others} GiB</translation>
    </message>
    <message>
      <source>Kinora {n}</source>
      <translation>Kinora {n}</translation>
    </message>
    <message>
      <source>Memory</source>
      <translation>内存</translation>
    </message>
    <message>
      <source>RAM {used} / {total} GiB</source>
      <translation>内存 {used} / {total} GiB</translation>
    </message>
    <message>
      <source>The line shows what the next clip needs: {need} GiB.</source>
      <translation>竖线表示下一个片段的需要：{need} GiB。</translation>
    </message>
    <message>
      <source>forecast {n}</source>
      <translation>预测 {n}</translation>
    </message>
    <message>
      <source>others {n}</source>
      <translation>其他 {n}</translation>
    </message>
  </context>
  <context>
    <name>Grid</name>
    <message>
      <source>Models</source>
      <translation>模型</translation>
    </message>
  </context>
  <context>
    <name>JobRow</name>
    <message>
      <source>Earlier</source>
      <translation>之前</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>继续</translation>
    </message>
    <message>
      <source>Later</source>
      <translation>之后</translation>
    </message>
    <message>
      <source>Stop this clip</source>
      <translation>停止这个片段</translation>
    </message>
    <message>
      <source>Take out of the queue</source>
      <translation>移出队列</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>重试</translation>
    </message>
    <message>
      <source>done</source>
      <translation>完成</translation>
    </message>
    <message>
      <source>done in {time}</source>
      <translation>用时 {time}</translation>
    </message>
    <message>
      <source>failed</source>
      <translation>失败</translation>
    </message>
    <message>
      <source>interrupted: Kinora closed while this was made</source>
      <translation>已中断：制作时 Kinora 被关闭</translation>
    </message>
    <message>
      <source>starting</source>
      <translation>正在开始</translation>
    </message>
    <message>
      <source>stopped</source>
      <translation>已停止</translation>
    </message>
    <message>
      <source>waiting</source>
      <translation>等待中</translation>
    </message>
  </context>
  <context>
    <name>Lane</name>
    <message>
      <source>Arrows move it by 0.01 s, with Shift by 0.1 s, with Ctrl to the next pause.</source>
      <translation>方向键移动 0.01 s，按住 Shift 移动 0.1 s，按住 Ctrl 跳到下一个停顿。</translation>
    </message>
    <message>
      <source>End of {voice} (seconds)</source>
      <translation>{voice} 的终点（秒）</translation>
    </message>
    <message>
      <source>Let {voice} be heard</source>
      <translation>让{voice}出声</translation>
    </message>
    <message>
      <source>Listen</source>
      <translation>试听</translation>
    </message>
    <message>
      <source>Silence {voice}: this person only listens</source>
      <translation>将{voice}静音：此人只听不说</translation>
    </message>
    <message>
      <source>Start of {voice} (seconds)</source>
      <translation>{voice} 的起点（秒）</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>Take it out</source>
      <translation>取出</translation>
    </message>
    <message>
      <source>Take out {voice}</source>
      <translation>移除{voice}</translation>
    </message>
    <message>
      <source>Voice {n}</source>
      <translation>语音 {n}</translation>
    </message>
    <message>
      <source>{n} s</source>
      <translation>{n} 秒</translation>
    </message>
    <message>
      <source>{voice} earlier</source>
      <translation>{voice} 提前</translation>
    </message>
    <message>
      <source>{voice} later</source>
      <translation>{voice} 推后</translation>
    </message>
  </context>
  <context>
    <name>Lanes</name>
    <message>
      <source>Add</source>
      <translation>添加</translation>
    </message>
    <message>
      <source>At most four people can speak. Take out a voice first.</source>
      <translation>最多四个人可以说话。请先移除一段语音。</translation>
    </message>
    <message>
      <source>Choose voices</source>
      <translation>选择语音</translation>
    </message>
    <message>
      <source>Drop a voice or music</source>
      <translation>拖入人声或音乐</translation>
    </message>
    <message>
      <source>Ends of a voice catch at pauses</source>
      <translation>语音两端吸附到停顿处</translation>
    </message>
    <message>
      <source>In this task only the first one is heard.</source>
      <translation>此任务只会用到第一段声音。</translation>
    </message>
    <message>
      <source>One by one</source>
      <translation>轮流</translation>
    </message>
    <message>
      <source>Several voices</source>
      <translation>多段语音</translation>
    </message>
    <message>
      <source>Sound</source>
      <translation>声音</translation>
    </message>
    <message>
      <source>There is no sound device to play on. The clip is not affected.</source>
      <translation>没有可用的声音设备，影片不受影响。</translation>
    </message>
    <message>
      <source>Together</source>
      <translation>同时</translation>
    </message>
    <message>
      <source>Voices</source>
      <translation>语音</translation>
    </message>
    <message>
      <source>becomes the sound of the clip</source>
      <translation>成为片段的声音</translation>
    </message>
    <message>
      <source>one for each person, up to four</source>
      <translation>每人一段，最多四段</translation>
    </message>
  </context>
  <context>
    <name>Length</name>
    <message>
      <source>As long as the voice</source>
      <translation>与语音等长</translation>
    </message>
    <message>
      <source>Length (seconds)</source>
      <translation>时长（秒）</translation>
    </message>
    <message>
      <source>Length in seconds</source>
      <translation>时长，以秒计</translation>
    </message>
    <message>
      <source>Moved to the nearest number of frames.</source>
      <translation>会取最接近的帧数。</translation>
    </message>
    <message>
      <source>as long as the voice ({seconds} s, {frames} frames)</source>
      <translation>与语音等长（{seconds} s，{frames} 帧）</translation>
    </message>
    <message>
      <source>as long as the voice; one window without a voice</source>
      <translation>与语音等长；没有语音时为一段</translation>
    </message>
    <message>
      <source>fr</source>
      <translation>帧</translation>
    </message>
    <message>
      <source>s</source>
      <translation>s</translation>
    </message>
    <message>
      <source>{frames} frames, {seconds} s</source>
      <translation>{frames} 帧，{seconds} 秒</translation>
    </message>
  </context>
  <context>
    <name>Listener</name>
    <message>
      <source>Take out speaker {n}</source>
      <translation>移除说话人 {n}</translation>
    </message>
    <message>
      <source>only listens</source>
      <translation>只听不说</translation>
    </message>
  </context>
  <context>
    <name>LoraRow</name>
    <message>
      <source>Both</source>
      <translation>两者</translation>
    </message>
    <message>
      <source>Expert</source>
      <translation>专家模型</translation>
    </message>
    <message>
      <source>First part of the steps with {name} (%)</source>
      <translation>{name} 从哪一步开始（%）</translation>
    </message>
    <message>
      <source>High noise</source>
      <translation>高噪声</translation>
    </message>
    <message>
      <source>Last part of the steps with {name} (%)</source>
      <translation>{name} 到哪一步为止（%）</translation>
    </message>
    <message>
      <source>Low noise</source>
      <translation>低噪声</translation>
    </message>
    <message>
      <source>Reading ...</source>
      <translation>正在读取…</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>移除</translation>
    </message>
    <message>
      <source>Steps from</source>
      <translation>步骤从</translation>
    </message>
    <message>
      <source>Strength of {name}</source>
      <translation>{name} 的强度</translation>
    </message>
    <message>
      <source>Use {name}</source>
      <translation>使用 {name}</translation>
    </message>
    <message>
      <source>to</source>
      <translation>到</translation>
    </message>
    <message>
      <source>{used} of {layers} layers, for {model}</source>
      <translation>{layers} 层中的 {used} 层，适用于 {model}</translation>
    </message>
    <message>
      <source>{used} of {layers} layers, for {model}, found beside the other half</source>
      <translation>{layers} 层中的 {used} 层，适用于 {model}，在另一半旁边找到</translation>
    </message>
  </context>
  <context>
    <name>LoraSection</name>
    <message>
      <source>A file ...</source>
      <translation>选择文件…</translation>
    </message>
    <message>
      <source>Add</source>
      <translation>添加</translation>
    </message>
    <message>
      <source>Add a LoRA</source>
      <translation>添加 LoRA</translation>
    </message>
    <message>
      <source>All files (*)</source>
      <translation>所有文件 (*)</translation>
    </message>
    <message>
      <source>Choose a LoRA file, or drop one on this panel</source>
      <translation>选择一个 LoRA 文件，或把它拖到此面板上</translation>
    </message>
    <message>
      <source>LoRA files</source>
      <translation>LoRA 文件</translation>
    </message>
    <message>
      <source>LoRAs</source>
      <translation>LoRA</translation>
    </message>
    <message>
      <source>Set for {name}: {values}.</source>
      <translation>已为 {name} 设置：{values}。</translation>
    </message>
  </context>
  <context>
    <name>MainWindow</name>
    <message>
      <source>1 clip</source>
      <translation>1 个片段</translation>
    </message>
    <message>
      <source>About Kinora</source>
      <translation>关于 Kinora</translation>
    </message>
    <message>
      <source>Add to queue</source>
      <translation>加入队列</translation>
    </message>
    <message>
      <source>Clip</source>
      <translation>片段</translation>
    </message>
    <message>
      <source>Compose</source>
      <translation>创作</translation>
    </message>
    <message>
      <source>Generate</source>
      <translation>生成</translation>
    </message>
    <message>
      <source>Kinora makes video on your own computer with open models. Apache-2.0. Icons: Lucide, ISC.</source>
      <translation>Kinora 用开放模型在自己的电脑上制作视频。Apache-2.0。图标：Lucide，ISC。</translation>
    </message>
    <message>
      <source>Kinora was ended without being closed last time. Jobs and clips are safe.</source>
      <translation>上次 Kinora 没有正常关闭。任务和片段都安全。</translation>
    </message>
    <message>
      <source>Open a clip, picture, film or sound</source>
      <translation>打开片段、图片、影片或声音</translation>
    </message>
    <message>
      <source>Playback</source>
      <translation>播放</translation>
    </message>
    <message>
      <source>Queue</source>
      <translation>队列</translation>
    </message>
    <message>
      <source>Recipe</source>
      <translation>配方</translation>
    </message>
    <message>
      <source>Shuttle</source>
      <translation>穿梭播放</translation>
    </message>
    <message>
      <source>Untitled</source>
      <translation>未命名</translation>
    </message>
    <message>
      <source>View</source>
      <translation>视图</translation>
    </message>
    <message>
      <source>empty</source>
      <translation>空</translation>
    </message>
    <message>
      <source>saved</source>
      <translation>已保存</translation>
    </message>
    <message>
      <source>{n} clips</source>
      <translation>{n} 个片段</translation>
    </message>
  </context>
  <context>
    <name>ModelCard</name>
    <message>
      <source>Built in</source>
      <translation>内置</translation>
    </message>
    <message>
      <source>Details of {name}</source>
      <translation>{name} 的详细信息</translation>
    </message>
    <message>
      <source>Fetching</source>
      <translation>正在下载</translation>
    </message>
    <message>
      <source>Get</source>
      <translation>下载</translation>
    </message>
    <message>
      <source>Get {name}</source>
      <translation>下载 {name}</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>继续</translation>
    </message>
    <message>
      <source>Installed</source>
      <translation>已安装</translation>
    </message>
    <message>
      <source>Partly here</source>
      <translation>部分在本机</translation>
    </message>
    <message>
      <source>Pause</source>
      <translation>暂停</translation>
    </message>
    <message>
      <source>Paused</source>
      <translation>已暂停</translation>
    </message>
    <message>
      <source>This version cannot run it yet.</source>
      <translation>此版本还不能运行它。</translation>
    </message>
    <message>
      <source>Use</source>
      <translation>使用</translation>
    </message>
    <message>
      <source>Use {name}</source>
      <translation>使用 {name}</translation>
    </message>
    <message>
      <source>built in, no download</source>
      <translation>内置，无需下载</translation>
    </message>
    <message>
      <source>checking</source>
      <translation>正在检查</translation>
    </message>
    <message>
      <source>looking at this computer</source>
      <translation>正在查看这台电脑</translation>
    </message>
    <message>
      <source>paused</source>
      <translation>已暂停</translation>
    </message>
    <message>
      <source>size not known before it is asked for</source>
      <translation>下载前大小未知</translation>
    </message>
    <message>
      <source>waits for its turn</source>
      <translation>等待中</translation>
    </message>
    <message>
      <source>{part} fetched</source>
      <translation>已下载 {part}</translation>
    </message>
    <message>
      <source>{size} on disk</source>
      <translation>磁盘占用 {size}</translation>
    </message>
    <message>
      <source>{size} to fetch</source>
      <translation>需下载 {size}</translation>
    </message>
    <message>
      <source>{size} to fetch, {here} here already</source>
      <translation>需下载 {size}，已有 {here}</translation>
    </message>
  </context>
  <context>
    <name>ModelManager</name>
    <message>
      <source>Adopt a folder</source>
      <translation>使用现有文件夹</translation>
    </message>
    <message>
      <source>Let go to see what it is</source>
      <translation>松开即可识别</translation>
    </message>
    <message>
      <source>Models</source>
      <translation>模型</translation>
    </message>
    <message>
      <source>No model is called so or makes that.</source>
      <translation>没有叫这个名字或有此用途的模型。</translation>
    </message>
    <message>
      <source>Nothing is fetched. Press to go online.</source>
      <translation>不会下载任何内容。点击即可联网。</translation>
    </message>
    <message>
      <source>Offline</source>
      <translation>离线</translation>
    </message>
  </context>
  <context>
    <name>Models</name>
    <message>
      <source>Copy a movement</source>
      <translation>复制动作</translation>
    </message>
    <message>
      <source>Edit a video</source>
      <translation>编辑视频</translation>
    </message>
    <message>
      <source>Enlarge a video</source>
      <translation>放大视频</translation>
    </message>
    <message>
      <source>Fits, {need} GiB, no card needed</source>
      <translation>可运行，{need} GiB，无需显卡</translation>
    </message>
    <message>
      <source>Fits, {need} of {there} GiB</source>
      <translation>可运行，{need} / {there} GiB</translation>
    </message>
    <message>
      <source>No card; processor: {need} of {there} GiB</source>
      <translation>无显卡；处理器：{need} / {there} GiB</translation>
    </message>
    <message>
      <source>No forecast</source>
      <translation>没有预测</translation>
    </message>
    <message>
      <source>Talking video</source>
      <translation>说话视频</translation>
    </message>
    <message>
      <source>This version cannot run it yet</source>
      <translation>此版本还不能运行它</translation>
    </message>
    <message>
      <source>Tight, {need} of {there} GiB</source>
      <translation>勉强可运行，{need} / {there} GiB</translation>
    </message>
    <message>
      <source>Too big at {wished}; fits at {size}</source>
      <translation>{wished} 过大；{size} 可运行</translation>
    </message>
    <message>
      <source>Too big without a card: {need} of {there} GiB</source>
      <translation>无显卡，过大：{need} / {there} GiB</translation>
    </message>
    <message>
      <source>Too big: {need} of {there} GiB</source>
      <translation>过大：{need} / {there} GiB</translation>
    </message>
    <message>
      <source>Video from a picture</source>
      <translation>图片生成视频</translation>
    </message>
    <message>
      <source>Video from text</source>
      <translation>文字生成视频</translation>
    </message>
    <message>
      <source>about {time} for a picture</source>
      <translation>一张图片约需 {time}</translation>
    </message>
    <message>
      <source>about {time} for {n} s</source>
      <translation>{n} 秒视频约需 {time}</translation>
    </message>
    <message>
      <source>for {models}</source>
      <translation>用于 {models}</translation>
    </message>
    <message>
      <source>it can be fetched and checked now</source>
      <translation>现在可以下载和检查</translation>
    </message>
    <message>
      <source>no licence stated: treat as non-commercial</source>
      <translation>未注明许可证：请按非商业用途对待</translation>
    </message>
    <message>
      <source>strength {n}</source>
      <translation>强度 {n}</translation>
    </message>
    <message>
      <source>time: this computer is being measured</source>
      <translation>时间：正在测量这台电脑</translation>
    </message>
    <message>
      <source>{name}, non-commercial</source>
      <translation>{name}，仅限非商业用途</translation>
    </message>
    <message>
      <source>{n} days</source>
      <translation>{n} 天</translation>
    </message>
    <message>
      <source>{n} of {total} {unit}</source>
      <translation>{n} / {total} {unit}</translation>
    </message>
    <message>
      <source>{strength}, {n} steps</source>
      <translation>{strength}，{n} 步</translation>
    </message>
  </context>
  <context>
    <name>ModelsPart</name>
    <message>
      <source>Access token of the hub</source>
      <translation>模型库的访问令牌</translation>
    </message>
    <message>
      <source>Add a folder...</source>
      <translation>添加文件夹...</translation>
    </message>
    <message>
      <source>Folder for models</source>
      <translation>模型文件夹</translation>
    </message>
    <message>
      <source>Hub token</source>
      <translation>模型库令牌</translation>
    </message>
    <message>
      <source>Mirrors</source>
      <translation>镜像</translation>
    </message>
    <message>
      <source>Mirrors of the hub</source>
      <translation>模型库的镜像</translation>
    </message>
    <message>
      <source>Models</source>
      <translation>模型</translation>
    </message>
    <message>
      <source>Network</source>
      <translation>网络</translation>
    </message>
    <message>
      <source>Proxy</source>
      <translation>代理</translation>
    </message>
    <message>
      <source>Stay offline: fetch nothing</source>
      <translation>保持离线：不下载任何内容</translation>
    </message>
    <message>
      <source>none</source>
      <translation>无</translation>
    </message>
    <message>
      <source>one is kept; type to change it</source>
      <translation>已保存；输入即可更改</translation>
    </message>
    <message>
      <source>that of the system</source>
      <translation>使用系统代理</translation>
    </message>
  </context>
  <context>
    <name>Notices</name>
    <message>
      <source>Convert once, sealed</source>
      <translation>隔离转换一次</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>重试</translation>
    </message>
  </context>
  <context>
    <name>Number</name>
    <message>
      <source>Steps of {step}: {was} became {now}.</source>
      <translation>步长为 {step}：{was} 改为 {now}。</translation>
    </message>
  </context>
  <context>
    <name>OfferCard</name>
    <message>
      <source>Folder of {app}</source>
      <translation>{app} 的文件夹</translation>
    </message>
    <message>
      <source>Use the files of {folder} in place</source>
      <translation>原地使用 {folder} 中的文件</translation>
    </message>
    <message>
      <source>Use them in place</source>
      <translation>原地使用</translation>
    </message>
    <message>
      <source>{names} and {n} more</source>
      <translation>{names} 等，另有 {n} 个</translation>
    </message>
    <message>
      <source>{size} need not be fetched, for: {names}.</source>
      <translation>可少下载 {size}，用于：{names}。</translation>
    </message>
  </context>
  <context>
    <name>ParamForm</name>
    <message>
      <source>Size</source>
      <translation>尺寸</translation>
    </message>
    <message>
      <source>{n} changed</source>
      <translation>{n} 项已更改</translation>
    </message>
  </context>
  <context>
    <name>Parameters</name>
    <message>
      <source>0 leaves the colours as they come</source>
      <translation>0 表示保持颜色原样</translation>
    </message>
    <message>
      <source>4n + 1 frames; 1 is a still picture</source>
      <translation>帧数为 4n + 1；1 为静态图片</translation>
    </message>
    <message>
      <source>A 720p clip in 4 steps instead of 50, without guidance.</source>
      <translation>4 步而不是 50 步生成 720p 视频，不用引导。</translation>
    </message>
    <message>
      <source>A clip in 4 steps instead of 40, without guidance; also for talking and Animate.</source>
      <translation>4 步而不是 40 步生成视频，不用引导；也用于说话和 Animate。</translation>
    </message>
    <message>
      <source>A clip in 4 steps instead of 50, without guidance.</source>
      <translation>4 步而不是 50 步生成视频，不用引导。</translation>
    </message>
    <message>
      <source>A clip in 4 steps, two for each expert, without guidance.</source>
      <translation>4 步生成视频，每个专家两步，不用引导。</translation>
    </message>
    <message>
      <source>A clip in 4 to 8 steps, without guidance.</source>
      <translation>4 到 8 步生成视频，不用引导。</translation>
    </message>
    <message>
      <source>A clip in 8 steps with richer light, several LoRAs made one.</source>
      <translation>8 步生成光影更丰富的视频，由多个 LoRA 合成。</translation>
    </message>
    <message>
      <source>A clip in 8 steps with richer light, several LoRAs made one; also for talking.</source>
      <translation>8 步生成光影更丰富的视频，由多个 LoRA 合成；也用于说话。</translation>
    </message>
    <message>
      <source>A clip in 8 steps, without guidance.</source>
      <translation>8 步生成视频，不用引导。</translation>
    </message>
    <message>
      <source>A fifteenth of the work, with the LoRA LightX2V; plainer movement.</source>
      <translation>工作量为十五分之一，使用 LoRA LightX2V；动作较平淡。</translation>
    </message>
    <message>
      <source>A film that speaks is made shot by shot; no movement is carried over a cut</source>
      <translation>会说话的影片逐个镜头制作；动作不会跨越剪切点</translation>
    </message>
    <message>
      <source>A seventh of the work, with the LoRA FusionX; faces change more in long films.</source>
      <translation>工作量为七分之一，使用 LoRA FusionX；长片中面部变化更大。</translation>
    </message>
    <message>
      <source>APG limit</source>
      <translation>APG 上限</translation>
    </message>
    <message>
      <source>APG momentum</source>
      <translation>APG 动量</translation>
    </message>
    <message>
      <source>AccVid, image to video 14B</source>
      <translation>AccVid，图生视频 14B</translation>
    </message>
    <message>
      <source>AccVid, text to video 14B</source>
      <translation>AccVid，文生视频 14B</translation>
    </message>
    <message>
      <source>Add noise to samples</source>
      <translation>给样本加噪声</translation>
    </message>
    <message>
      <source>As published (a pickle)</source>
      <translation>原样发布（pickle 文件）</translation>
    </message>
    <message>
      <source>As published, 32 frames (a pickle)</source>
      <translation>原样发布，32 帧（pickle 文件）</translation>
    </message>
    <message>
      <source>As published, TF-T2V version (a pickle)</source>
      <translation>原样发布，TF-T2V 版（pickle 文件）</translation>
    </message>
    <message>
      <source>As published, steered by pictures (a pickle)</source>
      <translation>原样发布，由图片控制（pickle 文件）</translation>
    </message>
    <message>
      <source>At most so many frames; 0: as long as the voice</source>
      <translation>最多这么多帧；0 表示与语音一样长</translation>
    </message>
    <message>
      <source>At the beginning of each stage the log lists weights, waiting blocks, caches and other programs</source>
      <translation>每个阶段开始时，日志列出权重、等待的模块、缓存和其他程序</translation>
    </message>
    <message>
      <source>Attention</source>
      <translation>注意力</translation>
    </message>
    <message>
      <source>Attention in at least this many parts: less memory, same picture; 1: as the plan says</source>
      <translation>注意力至少分成这么多份：内存更少，画面相同；1：由计划决定</translation>
    </message>
    <message>
      <source>Below 1 starts from the dropped film or picture with noise added</source>
      <translation>小于 1 时，从拖入的影片或图片加噪声后开始</translation>
    </message>
    <message>
      <source>Blocks come through page-locked memory while others compute; off: plain copies, for odd drivers</source>
      <translation>其他模块计算时，模块经锁页内存传来；关：普通复制，用于有问题的驱动</translation>
    </message>
    <message>
      <source>Blocks of the transformer that do not fit come when they are needed; off: all rest on the card</source>
      <translation>放不下的 Transformer 模块在需要时才载入；关：全部留在显卡上</translation>
    </message>
    <message>
      <source>Blocks that do not rest on the card; -1: as many as the plan says</source>
      <translation>不留在显卡上的模块数；-1：由计划决定</translation>
    </message>
    <message>
      <source>Blocks to swap</source>
      <translation>交换的模块数</translation>
    </message>
    <message>
      <source>Both branches of guidance go through each block while it is there: half of the blocks have to come</source>
      <translation>引导的两路在模块就位时一起通过：需传来的模块减半</translation>
    </message>
    <message>
      <source>Brings a picture to life at 1280 x 704, an older model.</source>
      <translation>让图片动起来，1280 x 704，较早的模型。</translation>
    </message>
    <message>
      <source>Brings a picture to life.</source>
      <translation>让图片动起来。</translation>
    </message>
    <message>
      <source>Brings each voice to -23 LUFS before the network hears it</source>
      <translation>在网络听到之前把每段语音调到 -23 LUFS</translation>
    </message>
    <message>
      <source>Brings the colours of each window back to those of the first picture</source>
      <translation>把每个窗口的颜色拉回到第一张图片的颜色</translation>
    </message>
    <message>
      <source>Brings the negative prediction to the length of the positive one</source>
      <translation>让负面预测与正面预测的长度一致</translation>
    </message>
    <message>
      <source>CFG-Zero*</source>
      <translation>CFG-Zero*</translation>
    </message>
    <message>
      <source>Cache</source>
      <translation>缓存</translation>
    </message>
    <message>
      <source>Cache from</source>
      <translation>缓存起点</translation>
    </message>
    <message>
      <source>Cache threshold</source>
      <translation>缓存阈值</translation>
    </message>
    <message>
      <source>Cache until</source>
      <translation>缓存终点</translation>
    </message>
    <message>
      <source>CausVid, text to video 1.3B</source>
      <translation>CausVid，文生视频 1.3B</translation>
    </message>
    <message>
      <source>CausVid, text to video 14B</source>
      <translation>CausVid，文生视频 14B</translation>
    </message>
    <message>
      <source>Changes, completes or steers a video by masks, pictures and other videos, in full quality.</source>
      <translation>用蒙版、图片和其他视频修改、补全或控制视频，完整质量。</translation>
    </message>
    <message>
      <source>Changes, completes or steers a video by masks, pictures and other videos, on small cards.</source>
      <translation>用蒙版、图片和其他视频修改、补全或控制视频，适合小显卡。</translation>
    </message>
    <message>
      <source>Colour match</source>
      <translation>颜色匹配</translation>
    </message>
    <message>
      <source>Colour match strength</source>
      <translation>颜色匹配强度</translation>
    </message>
    <message>
      <source>Copy streams</source>
      <translation>复制流</translation>
    </message>
    <message>
      <source>Copy while computing</source>
      <translation>边计算边复制</translation>
    </message>
    <message>
      <source>Decode in strips</source>
      <translation>分条解码</translation>
    </message>
    <message>
      <source>Denoise strength</source>
      <translation>去噪强度</translation>
    </message>
    <message>
      <source>Draws coloured shapes that move as you say. Needs no download and no graphics card.</source>
      <translation>画出按描述运动的彩色图形。不需要下载，也不需要显卡。</translation>
    </message>
    <message>
      <source>Dropping the clip back restores every field</source>
      <translation>把片段拖回来即可恢复所有设置</translation>
    </message>
    <message>
      <source>End at step</source>
      <translation>结束步</translation>
    </message>
    <message>
      <source>Enhance from</source>
      <translation>增强起点</translation>
    </message>
    <message>
      <source>Enhance until</source>
      <translation>增强终点</translation>
    </message>
    <message>
      <source>Enhance-A-Video</source>
      <translation>Enhance-A-Video</translation>
    </message>
    <message>
      <source>Even loudness</source>
      <translation>统一响度</translation>
    </message>
    <message>
      <source>Expert boundary</source>
      <translation>专家切换边界</translation>
    </message>
    <message>
      <source>FantasyTalking</source>
      <translation>FantasyTalking</translation>
    </message>
    <message>
      <source>Fast, 8 steps</source>
      <translation>快速，8 步</translation>
    </message>
    <message>
      <source>Faster 32-bit products on graphics cards that have it</source>
      <translation>在支持的显卡上加快 32 位乘法</translation>
    </message>
    <message>
      <source>Fastest, 4 steps</source>
      <translation>最快，4 步</translation>
    </message>
    <message>
      <source>Fewer seams: 117 frames at a time, 25 of them from the window before; needs more memory.</source>
      <translation>接缝更少：每次 117 帧，其中 25 帧来自上一个窗口；需要更多内存。</translation>
    </message>
    <message>
      <source>Fewer steps with more movement; goes well with CausVid.</source>
      <translation>步数更少，动作更多；适合与 CausVid 同用。</translation>
    </message>
    <message>
      <source>File name begins with</source>
      <translation>文件名前缀</translation>
    </message>
    <message>
      <source>Fit the picture</source>
      <translation>图片适配</translation>
    </message>
    <message>
      <source>Form of the model</source>
      <translation>模型的形式</translation>
    </message>
    <message>
      <source>Format</source>
      <translation>格式</translation>
    </message>
    <message>
      <source>Frame rate</source>
      <translation>帧率</translation>
    </message>
    <message>
      <source>Frames per second of the clip, also as a fraction such as 30000/1001</source>
      <translation>片段每秒的帧数，也可写成分数，如 30000/1001</translation>
    </message>
    <message>
      <source>Frames that a window takes over from the one before, so that the movement goes on</source>
      <translation>一个窗口从前一个窗口接过的帧数，使动作连贯</translation>
    </message>
    <message>
      <source>Frames that are made at a time; 81 is what the models were trained with</source>
      <translation>一次生成的帧数；模型以 81 帧训练</translation>
    </message>
    <message>
      <source>Free the card for decoding</source>
      <translation>解码前腾空显卡</translation>
    </message>
    <message>
      <source>Full, 16 bits</source>
      <translation>完整，16 位</translation>
    </message>
    <message>
      <source>Full, 16 bits (fp16)</source>
      <translation>完整，16 位（fp16）</translation>
    </message>
    <message>
      <source>FusionX, image to video 14B</source>
      <translation>FusionX，图生视频 14B</translation>
    </message>
    <message>
      <source>FusionX, text to video 14B</source>
      <translation>FusionX，文生视频 14B</translation>
    </message>
    <message>
      <source>Gives a character that takes a person's place the light of the scene.</source>
      <translation>让替换人物的角色带上场景的光线。</translation>
    </message>
    <message>
      <source>Guidance</source>
      <translation>引导强度</translation>
    </message>
    <message>
      <source>Guidance off, before the switch</source>
      <translation>切换前关闭引导</translation>
    </message>
    <message>
      <source>Guidance off, last steps</source>
      <translation>最后几步关闭引导</translation>
    </message>
    <message>
      <source>Guidance that does not oversaturate (APG)</source>
      <translation>不会过饱和的引导（APG）</translation>
    </message>
    <message>
      <source>Guidance together</source>
      <translation>合并引导</translation>
    </message>
    <message>
      <source>Guidance variants</source>
      <translation>引导变体</translation>
    </message>
    <message>
      <source>Guidance, high noise</source>
      <translation>引导强度（高噪声）</translation>
    </message>
    <message>
      <source>Head groups</source>
      <translation>注意力头分组</translation>
    </message>
    <message>
      <source>Heeds the negative prompt inside the attention, also where guidance is 1; 0 is off, 11 is usual</source>
      <translation>在注意力内部考虑负面提示词，引导为 1 时也有效；0 为关闭，常用 11</translation>
    </message>
    <message>
      <source>Height</source>
      <translation>高度</translation>
    </message>
    <message>
      <source>How a picture of another shape is brought to size</source>
      <translation>比例不同的图片如何调整到目标尺寸</translation>
    </message>
    <message>
      <source>How closely the mouth follows the voice; 3 to 5 works, 2 with an accelerator LoRA, 1 is fastest</source>
      <translation>嘴部跟随语音的程度；3 到 5 有效，使用加速 LoRA 时为 2，1 最快</translation>
    </message>
    <message>
      <source>How closely the prompt is followed; 1 is twice as fast. A list gives one value per step</source>
      <translation>遵循提示词的程度；为 1 时速度快一倍。可填列表，每步一个值</translation>
    </message>
    <message>
      <source>How many strips the clip is decoded in; 0: as the plan says</source>
      <translation>片段分成多少条解码；0：由计划决定</translation>
    </message>
    <message>
      <source>How much change is let go by; more is faster and less true. 0: what is recommended for cache and model</source>
      <translation>容许多大的变化；越大越快，但越不准确。0：按缓存和模型的推荐值</translation>
    </message>
    <message>
      <source>How much of the step before counts</source>
      <translation>前一步计入多少</translation>
    </message>
    <message>
      <source>How often a gif or webp plays; 0 is for ever</source>
      <translation>gif 或 webp 播放的次数；0 为一直循环</translation>
    </message>
    <message>
      <source>How the dropped picture is resized</source>
      <translation>拖入图片的缩放方式</translation>
    </message>
    <message>
      <source>InfiniteTalk, one person</source>
      <translation>InfiniteTalk，一个人</translation>
    </message>
    <message>
      <source>InfiniteTalk, two people</source>
      <translation>InfiniteTalk，两个人</translation>
    </message>
    <message>
      <source>Its authors release it for research, not for commercial use.</source>
      <translation>作者只允许用于研究，不允许商用。</translation>
    </message>
    <message>
      <source>Its authors' terms are not known here: read their page before you use it for money.</source>
      <translation>这里不知道作者的条款：商用之前请阅读他们的页面。</translation>
    </message>
    <message>
      <source>Keep swapped blocks in RAM</source>
      <translation>交换的模块留在内存</translation>
    </message>
    <message>
      <source>Keep the file</source>
      <translation>保留文件</translation>
    </message>
    <message>
      <source>Keep the part</source>
      <translation>保留部分</translation>
    </message>
    <message>
      <source>Kinora can fetch and check this already; making videos with it comes with a later version.</source>
      <translation>Kinora 已经可以下载并校验它；用它生成视频将在以后的版本中提供。</translation>
    </message>
    <message>
      <source>Kinora's share of the memory of the device, 30 to 95; 0: all that is free</source>
      <translation>Kinora 可占设备内存的比例，30 到 95；0：全部空闲内存</translation>
    </message>
    <message>
      <source>Larger: more steps go into composition, fewer into detail</source>
      <translation>越大：用于构图的步数越多，用于细节的越少</translation>
    </message>
    <message>
      <source>Leaves out steps that would change little: up to twice as fast, with a small loss of quality</source>
      <translation>省去变化很小的步骤：最快可达两倍，画质略有下降</translation>
    </message>
    <message>
      <source>Left, top, right and bottom of each, as shares of the picture; empty: side by side</source>
      <translation>每个人的左、上、右、下，占图片的比例；留空：并排</translation>
    </message>
    <message>
      <source>Length</source>
      <translation>时长</translation>
    </message>
    <message>
      <source>Less memory, more time, the same pixels</source>
      <translation>内存更少，时间更长，像素相同</translation>
    </message>
    <message>
      <source>Lets a character move and look as a person in a video does, or puts the character in that person's place.</source>
      <translation>让角色像视频中的人一样动作和表情，或让角色替换那个人。</translation>
    </message>
    <message>
      <source>Lets a clip be longer than the model was trained for; 0 is off, 6 is usual</source>
      <translation>让片段长于模型训练时的长度；0 为关闭，通常用 6</translation>
    </message>
    <message>
      <source>Lets frames look at each other more: steadier; 0 is off, 2 is usual</source>
      <translation>让各帧更多地相互参照：更稳定；0 为关闭，常用 2</translation>
    </message>
    <message>
      <source>LightX2V 4 steps, Wan 2.2 image to video</source>
      <translation>LightX2V 4 步，Wan 2.2 图生视频</translation>
    </message>
    <message>
      <source>LightX2V 4 steps, Wan 2.2 image to video, newer</source>
      <translation>LightX2V 4 步，Wan 2.2 图生视频，较新</translation>
    </message>
    <message>
      <source>LightX2V 4 steps, Wan 2.2 text to video</source>
      <translation>LightX2V 4 步，Wan 2.2 文生视频</translation>
    </message>
    <message>
      <source>LightX2V 4 steps, image to video 14B</source>
      <translation>LightX2V 4 步，图生视频 14B</translation>
    </message>
    <message>
      <source>LightX2V 4 steps, text to video 14B</source>
      <translation>LightX2V 4 步，文生视频 14B</translation>
    </message>
    <message>
      <source>LoRAs</source>
      <translation>LoRA</translation>
    </message>
    <message>
      <source>Long windows, 117 / 25</source>
      <translation>长窗口，117 / 25</translation>
    </message>
    <message>
      <source>Loops</source>
      <translation>循环次数</translation>
    </message>
    <message>
      <source>Makes a drawn face speak a recording of any length. Needs no download and no graphics card.</source>
      <translation>让画出的脸说出任意长度的录音。不需要下载，也不需要显卡。</translation>
    </message>
    <message>
      <source>Makes a person in a picture speak or sing a recording, with the whole body.</source>
      <translation>让图片中的人用全身说出或唱出一段录音。</translation>
    </message>
    <message>
      <source>Makes a portrait speak a short recording, with head and body.</source>
      <translation>让肖像连同头和身体说出一段短录音。</translation>
    </message>
    <message>
      <source>Makes a short clip larger: 1280 x 720 with new detail.</source>
      <translation>把短视频放大到 1280 x 720，并增加细节。</translation>
    </message>
    <message>
      <source>Makes one or two people in a picture speak their recordings.</source>
      <translation>让图片中的一个或两个人说出各自的录音。</translation>
    </message>
    <message>
      <source>Makes the film between two pictures.</source>
      <translation>制作两张图片之间的影片。</translation>
    </message>
    <message>
      <source>Makes the person in a picture or film speak a recording of any length.</source>
      <translation>让图片或影片中的人说出任意长度的录音。</translation>
    </message>
    <message>
      <source>Makes two people in a picture or film speak their recordings, of any length.</source>
      <translation>让图片或影片中的两个人说出各自任意长度的录音。</translation>
    </message>
    <message>
      <source>More steps: cleaner and slower</source>
      <translation>步数越多：越干净，也越慢</translation>
    </message>
    <message>
      <source>Most of the memory</source>
      <translation>内存上限</translation>
    </message>
    <message>
      <source>MultiTalk</source>
      <translation>MultiTalk</translation>
    </message>
    <message>
      <source>Multiplies what the voice adds to the picture</source>
      <translation>放大语音给画面带来的变化</translation>
    </message>
    <message>
      <source>NAG</source>
      <translation>NAG</translation>
    </message>
    <message>
      <source>Narrows the weights while they are loaded; none: as the file has them; fp8_fast also multiplies in 8 bits</source>
      <translation>加载时缩小权重；none：与文件相同；fp8_fast 还用 8 位做乘法</translation>
    </message>
    <message>
      <source>Negative prompt</source>
      <translation>反向提示词</translation>
    </message>
    <message>
      <source>Not for commercial use.</source>
      <translation>不可商用。</translation>
    </message>
    <message>
      <source>Numbers of blocks that the pass with the negative prompt leaves out (SLG); 9 or 10 are usual</source>
      <translation>负面提示词那一遍要省去的块的编号（SLG）；常用 9 或 10</translation>
    </message>
    <message>
      <source>Of the clip; moved to the nearest size the model can make</source>
      <translation>片段的尺寸；会取模型能做的最接近的尺寸</translation>
    </message>
    <message>
      <source>Off: guidance compares with an empty prompt</source>
      <translation>关闭：引导与空提示词比较</translation>
    </message>
    <message>
      <source>Off: it lies in a temporary folder until you keep it</source>
      <translation>关闭：文件放在临时文件夹中，直到选择保留</translation>
    </message>
    <message>
      <source>Off: the clip is made without any of them</source>
      <translation>关闭：制作短片时不使用任何 LoRA</translation>
    </message>
    <message>
      <source>Off: the film to start from is taken as it is</source>
      <translation>关闭：起始影片原样使用</translation>
    </message>
    <message>
      <source>Off: they are read from the disk in each pass, so that RAM stays free</source>
      <translation>关：每次都从磁盘读取，让内存保持空闲</translation>
    </message>
    <message>
      <source>Official files, 16 bits</source>
      <translation>官方文件，16 位</translation>
    </message>
    <message>
      <source>Official files, 32 bits</source>
      <translation>官方文件，32 位</translation>
    </message>
    <message>
      <source>Official, 40 steps</source>
      <translation>官方，40 步</translation>
    </message>
    <message>
      <source>Official, large pictures</source>
      <translation>官方，大画面</translation>
    </message>
    <message>
      <source>Output</source>
      <translation>输出</translation>
    </message>
    <message>
      <source>Overlap</source>
      <translation>重叠</translation>
    </message>
    <message>
      <source>Picture in RAM</source>
      <translation>图片放内存</translation>
    </message>
    <message>
      <source>Places of the speakers</source>
      <translation>说话者的位置</translation>
    </message>
    <message>
      <source>Places on the card that swapped blocks pass through, each with a copy stream; 0: as the plan says</source>
      <translation>显卡上供交换模块经过的位置，每个有一条复制流；0：由计划决定</translation>
    </message>
    <message>
      <source>Plan automatically</source>
      <translation>自动规划</translation>
    </message>
    <message>
      <source>Plays forwards, then backwards</source>
      <translation>先正放，再倒放</translation>
    </message>
    <message>
      <source>Positions</source>
      <translation>位置编码</translation>
    </message>
    <message>
      <source>Precision</source>
      <translation>精度</translation>
    </message>
    <message>
      <source>Projected guidance</source>
      <translation>投影引导</translation>
    </message>
    <message>
      <source>Prompt</source>
      <translation>提示词</translation>
    </message>
    <message>
      <source>Prompt in RAM</source>
      <translation>提示词放内存</translation>
    </message>
    <message>
      <source>Quantization</source>
      <translation>量化</translation>
    </message>
    <message>
      <source>RIFLEx frequency</source>
      <translation>RIFLEx 频率</translation>
    </message>
    <message>
      <source>Reduced, 8 bits</source>
      <translation>压缩，8 位</translation>
    </message>
    <message>
      <source>Reduced, 8 bits (Kijai)</source>
      <translation>压缩，8 位（Kijai）</translation>
    </message>
    <message>
      <source>Reduced, 8 bits GGUF</source>
      <translation>压缩，8 位 GGUF</translation>
    </message>
    <message>
      <source>Reduced, 8 bits without scales</source>
      <translation>压缩，8 位，无缩放系数</translation>
    </message>
    <message>
      <source>Relight, Wan 2.2 Animate</source>
      <translation>重打光，Wan 2.2 Animate</translation>
    </message>
    <message>
      <source>Resampling</source>
      <translation>重采样</translation>
    </message>
    <message>
      <source>Sampling</source>
      <translation>采样</translation>
    </message>
    <message>
      <source>Scheduler</source>
      <translation>调度器</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>种子</translation>
    </message>
    <message>
      <source>Settings inside the file</source>
      <translation>设置写入文件</translation>
    </message>
    <message>
      <source>Several voices</source>
      <translation>多段语音</translation>
    </message>
    <message>
      <source>Share of the bandwidth</source>
      <translation>带宽比例</translation>
    </message>
    <message>
      <source>Share of the noise at which the high-noise expert hands over</source>
      <translation>高噪声专家交接时的噪声比例</translation>
    </message>
    <message>
      <source>Share of the steps at which that begins</source>
      <translation>从步骤的这一比例处开始</translation>
    </message>
    <message>
      <source>Share of the steps at which that ends</source>
      <translation>到步骤的这一比例处结束</translation>
    </message>
    <message>
      <source>Share of the steps, of each expert, before which none is left out</source>
      <translation>在每个专家的步骤达到这一比例之前不省去任何步骤</translation>
    </message>
    <message>
      <source>Share of the steps, of each expert, from which on none is left out</source>
      <translation>每个专家的步骤从这一比例起不再省去</translation>
    </message>
    <message>
      <source>Shift</source>
      <translation>偏移</translation>
    </message>
    <message>
      <source>Short clips from words in four steps.</source>
      <translation>四步由文字生成短视频。</translation>
    </message>
    <message>
      <source>Short clips from words in two passes: first the picture, then its movement.</source>
      <translation>分两遍由文字生成短视频：先画面，后运动。</translation>
    </message>
    <message>
      <source>Short clips from words, an older and small model.</source>
      <translation>由文字生成短视频，较早的小模型。</translation>
    </message>
    <message>
      <source>Short clips from words, trained without captions of films.</source>
      <translation>由文字生成短视频，训练时未用影片字幕。</translation>
    </message>
    <message>
      <source>Short clips from words, tuned by what people liked.</source>
      <translation>由文字生成短视频，按人们的喜好调整。</translation>
    </message>
    <message>
      <source>Short clips of your own subject with a movement of your own.</source>
      <translation>用自己的主体和自己的动作生成短视频。</translation>
    </message>
    <message>
      <source>Short clips steered by sketches, depth, movement and pictures.</source>
      <translation>由草图、深度、运动和图片控制的短视频。</translation>
    </message>
    <message>
      <source>Size and time</source>
      <translation>尺寸和时间</translation>
    </message>
    <message>
      <source>Skipped blocks</source>
      <translation>省去的块</translation>
    </message>
    <message>
      <source>Small files that change how a model works: a style, a person, fewer steps</source>
      <translation>改变模型效果的小文件：风格、人物或更少的步骤</translation>
    </message>
    <message>
      <source>Smallest, 4 bits</source>
      <translation>最小，4 位</translation>
    </message>
    <message>
      <source>Speech device</source>
      <translation>语音设备</translation>
    </message>
    <message>
      <source>Speech precision</source>
      <translation>语音精度</translation>
    </message>
    <message>
      <source>Split at cuts</source>
      <translation>在剪切处分段</translation>
    </message>
    <message>
      <source>Start at step</source>
      <translation>起始步</translation>
    </message>
    <message>
      <source>Starter that speaks, built in</source>
      <translation>会说话的入门模型，内置</translation>
    </message>
    <message>
      <source>Starter, built in</source>
      <translation>入门模型，内置</translation>
    </message>
    <message>
      <source>Step list</source>
      <translation>时间步列表</translation>
    </message>
    <message>
      <source>Steps</source>
      <translation>步数</translation>
    </message>
    <message>
      <source>Steps before this one are left out</source>
      <translation>跳过此前的步</translation>
    </message>
    <message>
      <source>Stops before this step and hands over what there is; -1: to the end</source>
      <translation>在此步之前停止并交出已有结果；-1：直到结束</translation>
    </message>
    <message>
      <source>Strips</source>
      <translation>条数</translation>
    </message>
    <message>
      <source>Swap blocks</source>
      <translation>交换模块</translation>
    </message>
    <message>
      <source>TF32</source>
      <translation>TF32</translation>
    </message>
    <message>
      <source>Task</source>
      <translation>任务</translation>
    </message>
    <message>
      <source>Tell who holds memory</source>
      <translation>报告谁占用内存</translation>
    </message>
    <message>
      <source>Text or a picture to 720p video at 24 frames a second.</source>
      <translation>文字或图片生成 720p、每秒 24 帧的视频。</translation>
    </message>
    <message>
      <source>Text or a picture to 720p video in 3 steps.</source>
      <translation>3 步由文字或图片生成 720p 视频。</translation>
    </message>
    <message>
      <source>Text to video for small graphics cards.</source>
      <translation>文字生成视频，适合小显存显卡。</translation>
    </message>
    <message>
      <source>Text to video in full quality.</source>
      <translation>文字生成视频，完整画质。</translation>
    </message>
    <message>
      <source>The hub calls it MIT, but its authors release it for research, not for commercial use.</source>
      <translation>网站标为 MIT，但作者只允许用于研究，不允许商用。</translation>
    </message>
    <message>
      <source>The kernel of attention; one that is not here or was not proven on this machine gives way to sdpa</source>
      <translation>注意力的计算内核；本机没有或未通过验证的内核改用 sdpa</translation>
    </message>
    <message>
      <source>The last N steps run without guidance: faster</source>
      <translation>最后 N 步不用引导：更快</translation>
    </message>
    <message>
      <source>The length that a difference is cut to</source>
      <translation>差值被截到的长度</translation>
    </message>
    <message>
      <source>The newer pair, half the size.</source>
      <translation>较新的一对，大小减半。</translation>
    </message>
    <message>
      <source>The part of the measured rate of the link that the plan counts on</source>
      <translation>计划可依赖的实测传输速率的比例</translation>
    </message>
    <message>
      <source>The same for sizes of about 960 x 960, such as 1280 x 720.</source>
      <translation>同样的设置，用于约 960 x 960 的尺寸，例如 1280 x 720。</translation>
    </message>
    <message>
      <source>The same for the high-noise expert of a model with two</source>
      <translation>同上，用于双专家模型的高噪声专家</translation>
    </message>
    <message>
      <source>The same for the last N steps of the high-noise expert</source>
      <translation>同上，用于高噪声专家的最后 N 步</translation>
    </message>
    <message>
      <source>The same seed makes the same clip again; -1 draws one</source>
      <translation>相同的种子会做出相同的片段；-1 为随机</translation>
    </message>
    <message>
      <source>The settings that the model was published with.</source>
      <translation>模型发布时的设置。</translation>
    </message>
    <message>
      <source>The solver; official is the one the model was published with</source>
      <translation>求解器；official 是模型发布时使用的</translation>
    </message>
    <message>
      <source>The solver; unipc and dpm++ follow the official ones</source>
      <translation>求解器；unipc 和 dpm++ 与官方一致</translation>
    </message>
    <message>
      <source>The timesteps a distilled model was made for, such as 1000, 750, 500, 250; read by distilled, lcm and euler</source>
      <translation>蒸馏模型所用的时间步，如 1000, 750, 500, 250；由 distilled、lcm 和 euler 读取</translation>
    </message>
    <message>
      <source>The transformer leaves the card before the clip is decoded</source>
      <translation>片段解码前，Transformer 离开显卡</translation>
    </message>
    <message>
      <source>The type that the network computes in</source>
      <translation>网络计算使用的数值类型</translation>
    </message>
    <message>
      <source>The type that the speech network computes in</source>
      <translation>语音网络计算所用的类型</translation>
    </message>
    <message>
      <source>Then follow date, task and seed</source>
      <translation>其后是日期、任务和种子</translation>
    </message>
    <message>
      <source>There and back</source>
      <translation>往返播放</translation>
    </message>
    <message>
      <source>Turbo 4 steps, Wan 2.2 5B</source>
      <translation>Turbo 4 步，Wan 2.2 5B</translation>
    </message>
    <message>
      <source>Two experts of 14B: one for composition, one for detail.</source>
      <translation>两个 14B 专家：一个负责构图，一个负责细节。</translation>
    </message>
    <message>
      <source>Use LoRAs</source>
      <translation>使用 LoRA</translation>
    </message>
    <message>
      <source>Use a negative prompt</source>
      <translation>使用反向提示词</translation>
    </message>
    <message>
      <source>VGen DreamVideo</source>
      <translation>VGen DreamVideo</translation>
    </message>
    <message>
      <source>VGen HiGen</source>
      <translation>VGen HiGen</translation>
    </message>
    <message>
      <source>VGen I2VGen-XL</source>
      <translation>VGen I2VGen-XL</translation>
    </message>
    <message>
      <source>VGen InstructVideo</source>
      <translation>VGen InstructVideo</translation>
    </message>
    <message>
      <source>VGen SR600</source>
      <translation>VGen SR600</translation>
    </message>
    <message>
      <source>VGen TF-T2V</source>
      <translation>VGen TF-T2V</translation>
    </message>
    <message>
      <source>VGen VideoComposer</source>
      <translation>VGen VideoComposer</translation>
    </message>
    <message>
      <source>VGen VideoLCM</source>
      <translation>VGen VideoLCM</translation>
    </message>
    <message>
      <source>VGen text to video</source>
      <translation>VGen 文生视频</translation>
    </message>
    <message>
      <source>Voice</source>
      <translation>语音</translation>
    </message>
    <message>
      <source>Voice guidance</source>
      <translation>语音引导</translation>
    </message>
    <message>
      <source>Voice strength</source>
      <translation>语音强度</translation>
    </message>
    <message>
      <source>Wan 2.1 VACE 1.3B</source>
      <translation>Wan 2.1 VACE 1.3B</translation>
    </message>
    <message>
      <source>Wan 2.1 VACE 14B</source>
      <translation>Wan 2.1 VACE 14B</translation>
    </message>
    <message>
      <source>Wan 2.1 first and last frame 720p</source>
      <translation>Wan 2.1 首尾帧 720p</translation>
    </message>
    <message>
      <source>Wan 2.1 image to video 480p</source>
      <translation>Wan 2.1 图生视频 480p</translation>
    </message>
    <message>
      <source>Wan 2.1 image to video 720p</source>
      <translation>Wan 2.1 图生视频 720p</translation>
    </message>
    <message>
      <source>Wan 2.1 text to video 1.3B</source>
      <translation>Wan 2.1 文生视频 1.3B</translation>
    </message>
    <message>
      <source>Wan 2.1 text to video 14B</source>
      <translation>Wan 2.1 文生视频 14B</translation>
    </message>
    <message>
      <source>Wan 2.2 Animate 14B</source>
      <translation>Wan 2.2 Animate 14B</translation>
    </message>
    <message>
      <source>Wan 2.2 FastWan 5B</source>
      <translation>Wan 2.2 FastWan 5B</translation>
    </message>
    <message>
      <source>Wan 2.2 image to video A14B</source>
      <translation>Wan 2.2 图生视频 A14B</translation>
    </message>
    <message>
      <source>Wan 2.2 speech to video 14B</source>
      <translation>Wan 2.2 语音生视频 14B</translation>
    </message>
    <message>
      <source>Wan 2.2 text and image to video 5B</source>
      <translation>Wan 2.2 文/图生视频 5B</translation>
    </message>
    <message>
      <source>Wan 2.2 text to video A14B</source>
      <translation>Wan 2.2 文生视频 A14B</translation>
    </message>
    <message>
      <source>Weights and speed</source>
      <translation>权重和速度</translation>
    </message>
    <message>
      <source>What happens, who is in it and how the camera moves</source>
      <translation>发生了什么、有谁、镜头如何移动</translation>
    </message>
    <message>
      <source>What is left to automatic is planned from measurements of this computer; off: plainly, all at once</source>
      <translation>自动项根据本机的测量来规划；关：全部照常，一次完成</translation>
    </message>
    <message>
      <source>What is made; follows from what was dropped</source>
      <translation>要制作什么；根据拖入的内容而定</translation>
    </message>
    <message>
      <source>What kind of file is made</source>
      <translation>生成哪种文件</translation>
    </message>
    <message>
      <source>What should not be seen; empty means the model's own official one</source>
      <translation>不希望出现的内容；留空则使用模型官方的反向提示词</translation>
    </message>
    <message>
      <source>What the network was shown waits in RAM between its uses</source>
      <translation>图片内容在两次使用之间放在内存里</translation>
    </message>
    <message>
      <source>What the network was told in words waits in RAM between its uses</source>
      <translation>文字内容在两次使用之间放在内存里</translation>
    </message>
    <message>
      <source>Where the speech network computes</source>
      <translation>语音网络在哪里计算</translation>
    </message>
    <message>
      <source>Which of its files are used where several are here; auto: the recommended ones</source>
      <translation>有多种文件时使用哪一种；auto：推荐的一种</translation>
    </message>
    <message>
      <source>Which part of the picture stays when it is cropped or padded</source>
      <translation>裁剪或填充时保留图片的哪一部分</translation>
    </message>
    <message>
      <source>Width</source>
      <translation>宽度</translation>
    </message>
    <message>
      <source>Window</source>
      <translation>窗口</translation>
    </message>
    <message>
      <source>add</source>
      <translation>依次</translation>
    </message>
    <message>
      <source>area</source>
      <translation>area</translation>
    </message>
    <message>
      <source>auto</source>
      <translation>自动</translation>
    </message>
    <message>
      <source>bf16</source>
      <translation>bf16</translation>
    </message>
    <message>
      <source>bicubic</source>
      <translation>bicubic</translation>
    </message>
    <message>
      <source>bilinear</source>
      <translation>bilinear</translation>
    </message>
    <message>
      <source>bottom</source>
      <translation>底部</translation>
    </message>
    <message>
      <source>center</source>
      <translation>居中</translation>
    </message>
    <message>
      <source>chunked</source>
      <translation>分块</translation>
    </message>
    <message>
      <source>chunked turns fewer tokens at a time: less memory, same picture</source>
      <translation>分块：每次处理较少的 token，占用内存更少，画面相同</translation>
    </message>
    <message>
      <source>cpu</source>
      <translation>处理器</translation>
    </message>
    <message>
      <source>crop</source>
      <translation>裁剪</translation>
    </message>
    <message>
      <source>cudnn</source>
      <translation>cudnn</translation>
    </message>
    <message>
      <source>default</source>
      <translation>默认</translation>
    </message>
    <message>
      <source>deis</source>
      <translation>deis</translation>
    </message>
    <message>
      <source>disabled</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>distilled</source>
      <translation>distilled</translation>
    </message>
    <message>
      <source>dpm++</source>
      <translation>dpm++</translation>
    </message>
    <message>
      <source>dpm++ sde</source>
      <translation>dpm++ sde</translation>
    </message>
    <message>
      <source>easycache</source>
      <translation>easycache</translation>
    </message>
    <message>
      <source>euler</source>
      <translation>euler</translation>
    </message>
    <message>
      <source>fantasy talking</source>
      <translation>人像说话</translation>
    </message>
    <message>
      <source>first block</source>
      <translation>首块缓存</translation>
    </message>
    <message>
      <source>fit</source>
      <translation>适应</translation>
    </message>
    <message>
      <source>flash</source>
      <translation>flash</translation>
    </message>
    <message>
      <source>flowmatch causvid</source>
      <translation>flowmatch causvid</translation>
    </message>
    <message>
      <source>fp16</source>
      <translation>fp16</translation>
    </message>
    <message>
      <source>fp16 fast</source>
      <translation>fp16 快速</translation>
    </message>
    <message>
      <source>fp32</source>
      <translation>fp32</translation>
    </message>
    <message>
      <source>fp8 e4m3fn</source>
      <translation>fp8 e4m3fn</translation>
    </message>
    <message>
      <source>fp8 e5m2</source>
      <translation>fp8 e5m2</translation>
    </message>
    <message>
      <source>fp8 fast</source>
      <translation>fp8 快速</translation>
    </message>
    <message>
      <source>gif</source>
      <translation>gif</translation>
    </message>
    <message>
      <source>gpu</source>
      <translation>显卡</translation>
    </message>
    <message>
      <source>hm</source>
      <translation>直方图（hm）</translation>
    </message>
    <message>
      <source>hm-mkl-hm</source>
      <translation>hm-mkl-hm</translation>
    </message>
    <message>
      <source>hm-mvgd-hm</source>
      <translation>hm-mvgd-hm</translation>
    </message>
    <message>
      <source>image to video</source>
      <translation>图生视频</translation>
    </message>
    <message>
      <source>infinite talk</source>
      <translation>无限说话</translation>
    </message>
    <message>
      <source>int8</source>
      <translation>int8</translation>
    </message>
    <message>
      <source>jpg</source>
      <translation>jpg</translation>
    </message>
    <message>
      <source>lanczos</source>
      <translation>lanczos</translation>
    </message>
    <message>
      <source>lcm</source>
      <translation>lcm</translation>
    </message>
    <message>
      <source>left</source>
      <translation>左侧</translation>
    </message>
    <message>
      <source>magcache</source>
      <translation>magcache</translation>
    </message>
    <message>
      <source>mkl</source>
      <translation>线性（mkl）</translation>
    </message>
    <message>
      <source>mkv ffv1</source>
      <translation>mkv ffv1</translation>
    </message>
    <message>
      <source>mov prores</source>
      <translation>mov prores</translation>
    </message>
    <message>
      <source>mp4 av1</source>
      <translation>mp4 av1</translation>
    </message>
    <message>
      <source>mp4 h264</source>
      <translation>mp4 h264</translation>
    </message>
    <message>
      <source>mp4 h265</source>
      <translation>mp4 h265</translation>
    </message>
    <message>
      <source>multi talk</source>
      <translation>多人说话</translation>
    </message>
    <message>
      <source>mvgd</source>
      <translation>mvgd</translation>
    </message>
    <message>
      <source>nearest-exact</source>
      <translation>nearest-exact</translation>
    </message>
    <message>
      <source>none</source>
      <translation>无</translation>
    </message>
    <message>
      <source>off</source>
      <translation>关</translation>
    </message>
    <message>
      <source>official</source>
      <translation>官方</translation>
    </message>
    <message>
      <source>on</source>
      <translation>开</translation>
    </message>
    <message>
      <source>pad</source>
      <translation>填充</translation>
    </message>
    <message>
      <source>pad edge</source>
      <translation>边缘填充</translation>
    </message>
    <message>
      <source>para</source>
      <translation>同时</translation>
    </message>
    <message>
      <source>para: all from the beginning; add: one after the other</source>
      <translation>para：都从头开始；add：一个接一个</translation>
    </message>
    <message>
      <source>png</source>
      <translation>png</translation>
    </message>
    <message>
      <source>png sequence</source>
      <translation>png 序列</translation>
    </message>
    <message>
      <source>reinhard</source>
      <translation>reinhard</translation>
    </message>
    <message>
      <source>reinhard lab</source>
      <translation>Lab 均值（reinhard）</translation>
    </message>
    <message>
      <source>right</source>
      <translation>右侧</translation>
    </message>
    <message>
      <source>sage</source>
      <translation>sage</translation>
    </message>
    <message>
      <source>sdpa</source>
      <translation>sdpa</translation>
    </message>
    <message>
      <source>stretch</source>
      <translation>拉伸</translation>
    </message>
    <message>
      <source>teacache</source>
      <translation>teacache</translation>
    </message>
    <message>
      <source>text to image</source>
      <translation>文生图</translation>
    </message>
    <message>
      <source>text to video</source>
      <translation>文生视频</translation>
    </message>
    <message>
      <source>top</source>
      <translation>顶部</translation>
    </message>
    <message>
      <source>triton int8</source>
      <translation>triton int8</translation>
    </message>
    <message>
      <source>unipc</source>
      <translation>unipc</translation>
    </message>
    <message>
      <source>video to video</source>
      <translation>视频转视频</translation>
    </message>
    <message>
      <source>webm vp9</source>
      <translation>webm vp9</translation>
    </message>
    <message>
      <source>webp</source>
      <translation>webp</translation>
    </message>
  </context>
  <context>
    <name>People</name>
    <message>
      <source>More in the picture ...</source>
      <translation>画面中还有别人…</translation>
    </message>
    <message>
      <source>Say who is where ...</source>
      <translation>指定谁在哪里…</translation>
    </message>
    <message>
      <source>Speakers</source>
      <translation>说话人</translation>
    </message>
    <message>
      <source>Take {model}</source>
      <translation>改用 {model}</translation>
    </message>
    <message>
      <source>{model} makes nobody speak: the sound is only laid under the clip.</source>
      <translation>{model} 不会让人开口：声音只会配到影片下。</translation>
    </message>
    <message>
      <source>{model} was made for fewer people: they may not be kept apart.</source>
      <translation>{model} 是为更少的人训练的：可能分不清他们。</translation>
    </message>
  </context>
  <context>
    <name>Places</name>
    <message>
      <source>Speaker {n}: from {left} % to {right} % across, from {top} % to {bottom} % down</source>
      <translation>说话人 {n}：横向 {left} % 到 {right} %，纵向 {top} % 到 {bottom} %</translation>
    </message>
    <message>
      <source>Where everybody is</source>
      <translation>每个人的位置</translation>
    </message>
  </context>
  <context>
    <name>PlacesDialog</name>
    <message>
      <source>Add somebody who only listens</source>
      <translation>添加只听不说的人</translation>
    </message>
    <message>
      <source>Boxes</source>
      <translation>方框</translation>
    </message>
    <message>
      <source>Brush</source>
      <translation>画笔</translation>
    </message>
    <message>
      <source>Done</source>
      <translation>完成</translation>
    </message>
    <message>
      <source>Draw a box round the face and body of the chosen one. Keys: 1 to 4 choose, arrows move it, with Shift they change its size, with Ctrl finely.</source>
      <translation>在选中的人的脸和身体周围画一个框。按键：1 到 4 选人，方向键移动，按住 Shift 改变大小，按住 Ctrl 微调。</translation>
    </message>
    <message>
      <source>Eraser</source>
      <translation>橡皮</translation>
    </message>
    <message>
      <source>Paint where the chosen one is. Keys: 1 to 4 choose, arrows move the brush, Space paints.</source>
      <translation>涂出选中的人所在之处。按键：1 到 4 选人，方向键移动画笔，空格键涂抹。</translation>
    </message>
    <message>
      <source>Painted</source>
      <translation>涂抹</translation>
    </message>
    <message>
      <source>Places</source>
      <translation>位置</translation>
    </message>
    <message>
      <source>Side by side again</source>
      <translation>恢复并排</translation>
    </message>
    <message>
      <source>The wheel and + and - change it too.</source>
      <translation>滚轮和 +、- 键也可更改。</translation>
    </message>
    <message>
      <source>Tool</source>
      <translation>工具</translation>
    </message>
    <message>
      <source>Who is where</source>
      <translation>谁在哪里</translation>
    </message>
    <message>
      <source>Width of the brush</source>
      <translation>画笔宽度</translation>
    </message>
    <message>
      <source>Width of the brush (percent of the picture)</source>
      <translation>画笔宽度（画面的百分比）</translation>
    </message>
  </context>
  <context>
    <name>PlanCard</name>
    <message>
      <source>About {time}</source>
      <translation>大约 {time}</translation>
    </message>
    <message>
      <source>Check a value</source>
      <translation>检查一个数值</translation>
    </message>
    <message>
      <source>Disk</source>
      <translation>磁盘</translation>
    </message>
    <message>
      <source>Does not fit</source>
      <translation>显存不够</translation>
    </message>
    <message>
      <source>Files missing</source>
      <translation>缺少文件</translation>
    </message>
    <message>
      <source>Fits</source>
      <translation>放得下</translation>
    </message>
    <message>
      <source>Make it fit</source>
      <translation>自动调整</translation>
    </message>
    <message>
      <source>No smaller clip of this model fits. A smaller model may.</source>
      <translation>此模型没有放得下的更小片段。可换用更小的模型。</translation>
    </message>
    <message>
      <source>Not ready</source>
      <translation>未就绪</translation>
    </message>
    <message>
      <source>Plan</source>
      <translation>计划</translation>
    </message>
    <message>
      <source>Ready</source>
      <translation>就绪</translation>
    </message>
    <message>
      <source>Runs on</source>
      <translation>运行于</translation>
    </message>
    <message>
      <source>The files of this model are not here yet.</source>
      <translation>这个模型的文件还没有。</translation>
    </message>
    <message>
      <source>Tight</source>
      <translation>勉强够用</translation>
    </message>
    <message>
      <source>Time</source>
      <translation>时间</translation>
    </message>
    <message>
      <source>measuring this computer</source>
      <translation>正在测量这台电脑</translation>
    </message>
    <message>
      <source>needs {n} GiB</source>
      <translation>需要 {n} GiB</translation>
    </message>
    <message>
      <source>one picture, {size}, {steps} steps</source>
      <translation>一张图片，{size}，{steps} 步</translation>
    </message>
    <message>
      <source>processor</source>
      <translation>处理器</translation>
    </message>
    <message>
      <source>{frames} frames, {size}, {steps} steps</source>
      <translation>{frames} 帧，{size}，{steps} 步</translation>
    </message>
    <message>
      <source>{need} GiB needed, {there} available.</source>
      <translation>需要 {need} GiB，可用 {there} GiB。</translation>
    </message>
    <message>
      <source>{need} of {free} GB free</source>
      <translation>{need}，可用 {free} GB</translation>
    </message>
    <message>
      <source>{n} GiB short</source>
      <translation>还差 {n} GiB</translation>
    </message>
    <message>
      <source>{n} GiB spare</source>
      <translation>余 {n} GiB</translation>
    </message>
    <message>
      <source>{there} available of {total}</source>
      <translation>共 {total}，可用 {there}</translation>
    </message>
  </context>
  <context>
    <name>PresetChoice</name>
    <message>
      <source>Get its LoRA ...</source>
      <translation>获取所需的 LoRA …</translation>
    </message>
    <message>
      <source>Preset</source>
      <translation>预设</translation>
    </message>
    <message>
      <source>Your own values</source>
      <translation>你自己的数值</translation>
    </message>
  </context>
  <context>
    <name>ProgressStrip</name>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>Done in {time}</source>
      <translation>用时 {time}</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>继续</translation>
    </message>
    <message>
      <source>Progress</source>
      <translation>进度</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>Stopped</source>
      <translation>已停止</translation>
    </message>
    <message>
      <source>Stopping</source>
      <translation>正在停止</translation>
    </message>
    <message>
      <source>Stopping; what is computed is kept</source>
      <translation>正在停止；已算出的内容会保留</translation>
    </message>
    <message>
      <source>The sound lies more than a frame from the picture. Make the film again.</source>
      <translation>声音与画面相差超过一帧。请重新制作影片。</translation>
    </message>
    <message>
      <source>Timing</source>
      <translation>用时</translation>
    </message>
    <message>
      <source>What is computed is kept</source>
      <translation>已算好的部分都保留</translation>
    </message>
    <message>
      <source>all windows are finished</source>
      <translation>所有分段均已完成</translation>
    </message>
    <message>
      <source>seed {seed}, {n} frames</source>
      <translation>种子 {seed}，{n} 帧</translation>
    </message>
    <message>
      <source>stage {n} of {count}</source>
      <translation>第 {n} 阶段，共 {count} 阶段</translation>
    </message>
    <message>
      <source>{n} frames/s</source>
      <translation>{n} 帧/秒</translation>
    </message>
    <message>
      <source>{n} percent</source>
      <translation>百分之 {n}</translation>
    </message>
    <message>
      <source>{time} per step</source>
      <translation>每步 {time}</translation>
    </message>
    <message>
      <source>{window}, again</source>
      <translation>{window}，重做</translation>
    </message>
  </context>
  <context>
    <name>Prompt</name>
    <message>
      <source>An estimate. Text beyond the limit is not read by the model.</source>
      <translation>估计值。超出上限的文字模型不会读取。</translation>
    </message>
    <message>
      <source>Negative prompt</source>
      <translation>反向提示词</translation>
    </message>
    <message>
      <source>Prompt</source>
      <translation>提示词</translation>
    </message>
    <message>
      <source>Say what happens, who is in it and how the camera moves.</source>
      <translation>写下发生了什么、有谁、镜头如何移动。</translation>
    </message>
    <message>
      <source>What should not be seen. Empty: the model's own official one.</source>
      <translation>不希望出现的内容。留空：使用模型官方的反向提示词。</translation>
    </message>
    <message>
      <source>about {n} of {most} tokens</source>
      <translation>约 {n} / {most} 词元</translation>
    </message>
    <message>
      <source>built in</source>
      <translation>内置</translation>
    </message>
    <message>
      <source>empty</source>
      <translation>空</translation>
    </message>
    <message>
      <source>your own</source>
      <translation>自定义</translation>
    </message>
    <message>
      <source>{n} of {most} tokens</source>
      <translation>{n} / {most} 词元</translation>
    </message>
  </context>
  <context>
    <name>QueuePanel</name>
    <message>
      <source>Clear finished</source>
      <translation>清除已完成</translation>
    </message>
    <message>
      <source>More</source>
      <translation>更多</translation>
    </message>
    <message>
      <source>Nothing waiting. You can add several clips and walk away; each one starts when the last is done.</source>
      <translation>队列为空。可以加入多个片段然后离开；前一个完成后，下一个自动开始。</translation>
    </message>
    <message>
      <source>One clip of the last time is not finished. Nothing is lost.</source>
      <translation>上次有 1 个片段没有完成，没有丢失任何内容。</translation>
    </message>
    <message>
      <source>Queue</source>
      <translation>队列</translation>
    </message>
    <message>
      <source>Resume queue</source>
      <translation>继续队列</translation>
    </message>
    <message>
      <source>Start no new clip</source>
      <translation>不再开始新片段</translation>
    </message>
    <message>
      <source>The queue rests. The clip that runs goes on, no new one starts.</source>
      <translation>队列已暂停。正在制作的片段会继续，不再开始新的。</translation>
    </message>
    <message>
      <source>all {done}</source>
      <translation>全部{done}</translation>
    </message>
    <message>
      <source>{n} clips of the last time are not finished. Nothing is lost.</source>
      <translation>上次有 {n} 个片段没有完成，没有丢失任何内容。</translation>
    </message>
  </context>
  <context>
    <name>Rail</name>
    <message>
      <source>Disk</source>
      <translation>磁盘</translation>
    </message>
    <message>
      <source>Everything</source>
      <translation>全部</translation>
    </message>
    <message>
      <source>Fits this computer</source>
      <translation>适合这台电脑</translation>
    </message>
    <message>
      <source>Installed</source>
      <translation>已安装</translation>
    </message>
    <message>
      <source>LoRAs</source>
      <translation>LoRA</translation>
    </message>
    <message>
      <source>Show</source>
      <translation>显示</translation>
    </message>
    <message>
      <source>What do you want to make?</source>
      <translation>想做什么？</translation>
    </message>
    <message>
      <source>models {size}</source>
      <translation>模型 {size}</translation>
    </message>
    <message>
      <source>models {size}, still to come {coming}</source>
      <translation>模型 {size}，还需下载 {coming}</translation>
    </message>
    <message>
      <source>{size} free</source>
      <translation>可用 {size}</translation>
    </message>
  </context>
  <context>
    <name>RecipePanel</name>
    <message>
      <source>Advanced</source>
      <translation>高级</translation>
    </message>
    <message>
      <source>Back to the values of the model</source>
      <translation>恢复为模型的默认值</translation>
    </message>
    <message>
      <source>Basic</source>
      <translation>基本</translation>
    </message>
    <message>
      <source>Expert</source>
      <translation>专家</translation>
    </message>
    <message>
      <source>Get more models ...</source>
      <translation>获取更多模型 ...</translation>
    </message>
    <message>
      <source>Its files are not on this computer yet.</source>
      <translation>它的文件还不在这台电脑上。</translation>
    </message>
    <message>
      <source>Level</source>
      <translation>级别</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>模型</translation>
    </message>
    <message>
      <source>More models ...</source>
      <translation>更多模型 ...</translation>
    </message>
    <message>
      <source>Preset</source>
      <translation>预设</translation>
    </message>
    <message>
      <source>Recipe</source>
      <translation>配方</translation>
    </message>
    <message>
      <source>{n} changed in {level}</source>
      <translation>{level}中有 {n} 项已更改</translation>
    </message>
    <message>
      <source>{title} (not here yet)</source>
      <translation>{title}（还没有文件）</translation>
    </message>
  </context>
  <context>
    <name>RecoveryCard</name>
    <message>
      <source>It stopped at this clip before.</source>
      <translation>之前也停在这个片段。</translation>
    </message>
    <message>
      <source>Retry now</source>
      <translation>立即重试</translation>
    </message>
    <message>
      <source>Same seed, same picture as without the stop.</source>
      <translation>种子相同，画面与未中断时一致。</translation>
    </message>
    <message>
      <source>The engine stopped and is back. Nothing is lost.</source>
      <translation>引擎中断后已恢复，没有丢失任何内容。</translation>
    </message>
    <message>
      <source>The finished clips are on disk.</source>
      <translation>完成的片段已在磁盘上。</translation>
    </message>
    <message>
      <source>This clip goes on from its last saved step.</source>
      <translation>这个片段从最后保存的一步继续。</translation>
    </message>
    <message>
      <source>Wait</source>
      <translation>等待</translation>
    </message>
  </context>
  <context>
    <name>RefusalCard</name>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
  </context>
  <context>
    <name>Row</name>
    <message>
      <source>Speaker {n}: {name}</source>
      <translation>说话人 {n}：{name}</translation>
    </message>
    <message>
      <source>Take out speaker {n}</source>
      <translation>移除说话人 {n}</translation>
    </message>
    <message>
      <source>only listens</source>
      <translation>只听不说</translation>
    </message>
  </context>
  <context>
    <name>RowLabel</name>
    <message>
      <source>Changed. Click to go back to {value}.</source>
      <translation>已更改。点击恢复为 {value}。</translation>
    </message>
  </context>
  <context>
    <name>ScrubBar</name>
    <message>
      <source>Position, in frames</source>
      <translation>位置（帧）</translation>
    </message>
  </context>
  <context>
    <name>SearchField</name>
    <message>
      <source>Search by name or by what it makes</source>
      <translation>按名称或用途搜索</translation>
    </message>
    <message>
      <source>Search the models</source>
      <translation>搜索模型</translation>
    </message>
  </context>
  <context>
    <name>Seed</name>
    <message>
      <source>Draw a seed</source>
      <translation>随机生成种子</translation>
    </message>
    <message>
      <source>new each time</source>
      <translation>每次随机</translation>
    </message>
  </context>
  <context>
    <name>SettingsDialog</name>
    <message>
      <source>As the system</source>
      <translation>跟随系统</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>Dark</source>
      <translation>深色</translation>
    </message>
    <message>
      <source>Finished clips</source>
      <translation>完成的片段</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>语言</translation>
    </message>
    <message>
      <source>Light</source>
      <translation>浅色</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>设置</translation>
    </message>
    <message>
      <source>Size of the text (percent)</source>
      <translation>文字大小（百分比）</translation>
    </message>
    <message>
      <source>System</source>
      <translation>系统</translation>
    </message>
    <message>
      <source>Text size</source>
      <translation>文字大小</translation>
    </message>
    <message>
      <source>The window speaks it as soon as this is closed.</source>
      <translation>关闭此对话框后，窗口立即使用该语言。</translation>
    </message>
    <message>
      <source>Theme</source>
      <translation>主题</translation>
    </message>
  </context>
  <context>
    <name>Sheet</name>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
  </context>
  <context>
    <name>Size</name>
    <message>
      <source>Other size</source>
      <translation>其他尺寸</translation>
    </message>
    <message>
      <source>Size, width by height in pixels</source>
      <translation>尺寸，宽 × 高，以像素计</translation>
    </message>
    <message>
      <source>fps</source>
      <translation>fps</translation>
    </message>
    <message>
      <source>px</source>
      <translation>px</translation>
    </message>
  </context>
  <context>
    <name>Stage</name>
    <message>
      <source>Changing the expert</source>
      <translation>切换专家网络</translation>
    </message>
    <message>
      <source>Decoding</source>
      <translation>解码</translation>
    </message>
    <message>
      <source>Denoising</source>
      <translation>去噪</translation>
    </message>
    <message>
      <source>Listening to the voice</source>
      <translation>正在听语音</translation>
    </message>
    <message>
      <source>Loading the model</source>
      <translation>加载模型</translation>
    </message>
    <message>
      <source>Picture</source>
      <translation>图片</translation>
    </message>
    <message>
      <source>Reading the picture</source>
      <translation>读取图片</translation>
    </message>
    <message>
      <source>Reading the prompt</source>
      <translation>读取提示词</translation>
    </message>
    <message>
      <source>Window {n} of {count}</source>
      <translation>第 {n} 段，共 {count} 段</translation>
    </message>
    <message>
      <source>Writing the file</source>
      <translation>写入文件</translation>
    </message>
    <message>
      <source>frame {n} of {count}</source>
      <translation>第 {n} 帧，共 {count} 帧</translation>
    </message>
    <message>
      <source>part {n} of {count}</source>
      <translation>第 {n} 部分，共 {count} 部分</translation>
    </message>
    <message>
      <source>step {n} of {count}</source>
      <translation>第 {n} 步，共 {count} 步</translation>
    </message>
  </context>
  <context>
    <name>StatusBar</name>
    <message>
      <source>Engine ready</source>
      <translation>引擎就绪</translation>
    </message>
    <message>
      <source>Engine starting</source>
      <translation>引擎正在启动</translation>
    </message>
    <message>
      <source>Engine stopped</source>
      <translation>引擎已停止</translation>
    </message>
    <message>
      <source>Engine working</source>
      <translation>引擎工作中</translation>
    </message>
    <message>
      <source>Processor</source>
      <translation>处理器</translation>
    </message>
    <message>
      <source>Status</source>
      <translation>状态</translation>
    </message>
    <message>
      <source>driver {n}</source>
      <translation>驱动 {n}</translation>
    </message>
  </context>
  <context>
    <name>Strip</name>
    <message>
      <source>Four frames of a film: a drawn face speaks</source>
      <translation>影片的四帧：一张画出来的脸在说话</translation>
    </message>
  </context>
  <context>
    <name>Sync</name>
    <message>
      <source>Measured in the finished file at {n} places: {lag}. Film {film}, voice {voice}.</source>
      <translation>在完成的文件中测量了 {n} 处：{lag}。影片 {film}，语音 {voice}。</translation>
    </message>
    <message>
      <source>That is more than a frame. Make the film again; if it stays so, send the report.</source>
      <translation>这超过了一帧。请重新制作影片；若仍如此，请发送报告。</translation>
    </message>
    <message>
      <source>The sound is too quiet to measure where it lies.</source>
      <translation>声音太小，无法测量其位置。</translation>
    </message>
  </context>
  <context>
    <name>Takes</name>
    <message>
      <source>Take {n}</source>
      <translation>版本 {n}</translation>
    </message>
    <message>
      <source>Take {n}: window {window} made again</source>
      <translation>版本 {n}：第 {window} 段已重做</translation>
    </message>
    <message>
      <source>failed</source>
      <translation>失败</translation>
    </message>
    <message>
      <source>interrupted</source>
      <translation>已中断</translation>
    </message>
    <message>
      <source>made again soon</source>
      <translation>即将重做</translation>
    </message>
    <message>
      <source>stopped</source>
      <translation>已停止</translation>
    </message>
    <message>
      <source>waiting</source>
      <translation>等待中</translation>
    </message>
    <message>
      <source>{n} of {count} windows</source>
      <translation>已完成 {n} 段，共 {count} 段</translation>
    </message>
  </context>
  <context>
    <name>TimeField</name>
    <message>
      <source>s</source>
      <translation>s</translation>
    </message>
  </context>
  <context>
    <name>Timeline</name>
    <message>
      <source>Being made</source>
      <translation>正在制作</translation>
    </message>
    <message>
      <source>Change it again</source>
      <translation>重做</translation>
    </message>
    <message>
      <source>Closer</source>
      <translation>放大</translation>
    </message>
    <message>
      <source>Show everything</source>
      <translation>显示全部</translation>
    </message>
    <message>
      <source>Take off the timeline; the file stays</source>
      <translation>从时间线移除；文件保留</translation>
    </message>
    <message>
      <source>Take the last change back</source>
      <translation>撤销上一步</translation>
    </message>
    <message>
      <source>The timeline is empty. Finished clips land here.</source>
      <translation>时间线为空。完成的片段会放在这里。</translation>
    </message>
    <message>
      <source>Timeline</source>
      <translation>时间线</translation>
    </message>
    <message>
      <source>Wider</source>
      <translation>缩小</translation>
    </message>
    <message>
      <source>Zoom of the timeline</source>
      <translation>时间线缩放</translation>
    </message>
    <message>
      <source>about {time}</source>
      <translation>约 {time}</translation>
    </message>
    <message>
      <source>waiting</source>
      <translation>等待中</translation>
    </message>
    <message>
      <source>{n} clips, {length} long</source>
      <translation>{n} 个片段，总长 {length}</translation>
    </message>
    <message>
      <source>{n} fps</source>
      <translation>{n} fps</translation>
    </message>
  </context>
  <context>
    <name>Timing</name>
    <message>
      <source>All together</source>
      <translation>总计</translation>
    </message>
    <message>
      <source>Most memory</source>
      <translation>内存峰值</translation>
    </message>
    <message>
      <source>Speed</source>
      <translation>速度</translation>
    </message>
    <message>
      <source>frames</source>
      <translation>帧</translation>
    </message>
    <message>
      <source>passes</source>
      <translation>次计算</translation>
    </message>
    <message>
      <source>steps</source>
      <translation>步</translation>
    </message>
    <message>
      <source>{n} frames/s</source>
      <translation>{n} 帧/秒</translation>
    </message>
    <message>
      <source>{n} passes through the network</source>
      <translation>网络计算 {n} 次</translation>
    </message>
  </context>
  <context>
    <name>TimingReport</name>
    <message>
      <source>Timing</source>
      <translation>用时</translation>
    </message>
    <message>
      <source>Where the time went</source>
      <translation>时间用在哪里</translation>
    </message>
  </context>
  <context>
    <name>TopBar</name>
    <message>
      <source>Generate</source>
      <translation>生成</translation>
    </message>
    <message>
      <source>Menu</source>
      <translation>菜单</translation>
    </message>
    <message>
      <source>Models</source>
      <translation>模型</translation>
    </message>
    <message>
      <source>New</source>
      <translation>新建</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>打开</translation>
    </message>
  </context>
  <context>
    <name>Tracks</name>
    <message>
      <source>Audio 1</source>
      <translation>音频 1</translation>
    </message>
    <message>
      <source>Drift</source>
      <translation>偏移</translation>
    </message>
    <message>
      <source>Finished clips land here.</source>
      <translation>完成的片段会放在这里。</translation>
    </message>
    <message>
      <source>Takes</source>
      <translation>版本</translation>
    </message>
    <message>
      <source>Video 1</source>
      <translation>视频 1</translation>
    </message>
  </context>
  <context>
    <name>Transport</name>
    <message>
      <source>A still picture</source>
      <translation>静态图片</translation>
    </message>
    <message>
      <source>First frame</source>
      <translation>第一帧</translation>
    </message>
    <message>
      <source>Last frame</source>
      <translation>最后一帧</translation>
    </message>
    <message>
      <source>Loop</source>
      <translation>循环</translation>
    </message>
    <message>
      <source>One frame back</source>
      <translation>后退一帧</translation>
    </message>
    <message>
      <source>One frame on</source>
      <translation>前进一帧</translation>
    </message>
    <message>
      <source>Pause</source>
      <translation>暂停</translation>
    </message>
    <message>
      <source>Play</source>
      <translation>播放</translation>
    </message>
    <message>
      <source>Sound</source>
      <translation>声音</translation>
    </message>
    <message>
      <source>Sound off</source>
      <translation>关闭声音</translation>
    </message>
    <message>
      <source>Sound on</source>
      <translation>打开声音</translation>
    </message>
    <message>
      <source>This clip has no sound</source>
      <translation>这个片段没有声音</translation>
    </message>
    <message>
      <source>frame {n} of {count}</source>
      <translation>第 {n} 帧，共 {count} 帧</translation>
    </message>
    <message>
      <source>of {length}</source>
      <translation>/ {length}</translation>
    </message>
  </context>
  <context>
    <name>VariantRow</name>
    <message>
      <source>here already</source>
      <translation>已在本机</translation>
    </message>
    <message>
      <source>recommended</source>
      <translation>推荐</translation>
    </message>
    <message>
      <source>{part} to fetch</source>
      <translation>需下载 {part}</translation>
    </message>
  </context>
  <context>
    <name>Viewer</name>
    <message>
      <source>Back to the live preview</source>
      <translation>回到实时预览</translation>
    </message>
    <message>
      <source>Fit</source>
      <translation>适合</translation>
    </message>
    <message>
      <source>For real footage, use one of the Wan models.</source>
      <translation>要制作真实画面，请使用 Wan 模型。</translation>
    </message>
    <message>
      <source>Full screen</source>
      <translation>全屏</translation>
    </message>
    <message>
      <source>Last preview kept</source>
      <translation>已保留最后的预览</translation>
    </message>
    <message>
      <source>Live preview</source>
      <translation>实时预览</translation>
    </message>
    <message>
      <source>Size of the picture</source>
      <translation>画面大小</translation>
    </message>
    <message>
      <source>The sound could not be read</source>
      <translation>无法读取声音</translation>
    </message>
    <message>
      <source>The sound could not be read: {why}</source>
      <translation>无法读取声音：{why}</translation>
    </message>
    <message>
      <source>Viewer</source>
      <translation>查看器</translation>
    </message>
    <message>
      <source>rough now, sharper with each step</source>
      <translation>现在粗略，每一步更清晰</translation>
    </message>
    <message>
      <source>{name}, {width} by {height} pixels, {frames} frames</source>
      <translation>{name}，{width} × {height} 像素，{frames} 帧</translation>
    </message>
  </context>
  <context>
    <name>Wave</name>
    <message>
      <source>{length} s, spoken from {start} to {end} s, {n} pauses</source>
      <translation>{length} s，说话部分从 {start} 到 {end} s，{n} 处停顿</translation>
    </message>
  </context>
  <context>
    <name>Well</name>
    <message>
      <source>Let go to use it</source>
      <translation>松开即可使用</translation>
    </message>
    <message>
      <source>Reading it</source>
      <translation>正在读取</translation>
    </message>
  </context>
  <context>
    <name>Why</name>
    <message>
      <source>Last time {was} GiB, {took}; planned {need} GiB, {time}</source>
      <translation>上次 {was} GiB、{took}；计划 {need} GiB、{time}</translation>
    </message>
    <message>
      <source>Why</source>
      <translation>原因</translation>
    </message>
    <message>
      <source>Why this plan</source>
      <translation>为何这样规划</translation>
    </message>
    <message>
      <source>same picture</source>
      <translation>画面相同</translation>
    </message>
    <message>
      <source>{name} automatic</source>
      <translation>{name}：自动</translation>
    </message>
    <message>
      <source>{n} GiB</source>
      <translation>{n} GiB</translation>
    </message>
    <message>
      <source>{time} longer</source>
      <translation>延长 {time}</translation>
    </message>
    <message>
      <source>{time} shorter</source>
      <translation>缩短 {time}</translation>
    </message>
  </context>
  <context>
    <name>WindowTools</name>
    <message>
      <source>Go on with this film</source>
      <translation>继续制作这部影片</translation>
    </message>
    <message>
      <source>Makes this window again with another seed; the old one stays as a take.</source>
      <translation>用另一个种子重做这一段；旧的一段保留为一个版本。</translation>
    </message>
    <message>
      <source>Play from window {n}</source>
      <translation>从第 {n} 段播放</translation>
    </message>
    <message>
      <source>Redo window {n}</source>
      <translation>重做第 {n} 段</translation>
    </message>
    <message>
      <source>Take off the timeline</source>
      <translation>从时间线移除</translation>
    </message>
    <message>
      <source>The film is not finished yet.</source>
      <translation>影片尚未完成。</translation>
    </message>
    <message>
      <source>The windows of this film were cleared with its job. To redo one, make the film again.</source>
      <translation>这部影片的分段已随任务清除。要重做某一段，请重新制作影片。</translation>
    </message>
    <message>
      <source>This window is being made again.</source>
      <translation>正在重做这一段。</translation>
    </message>
    <message>
      <source>{title}, window {n} again</source>
      <translation>{title}，重做第 {n} 段</translation>
    </message>
  </context>
  <context>
    <name>Words</name>
    <message>
      <source>About {time} left</source>
      <translation>大约还需 {time}</translation>
    </message>
    <message>
      <source>Almost done</source>
      <translation>即将完成</translation>
    </message>
    <message>
      <source>done about {time}</source>
      <translation>大约 {time} 完成</translation>
    </message>
    <message>
      <source>sound lies {n} ms</source>
      <translation>声音偏差 {n} ms</translation>
    </message>
    <message>
      <source>{n} h</source>
      <translation>{n} 小时</translation>
    </message>
    <message>
      <source>{n} min</source>
      <translation>{n} 分钟</translation>
    </message>
    <message>
      <source>{n} s</source>
      <translation>{n} 秒</translation>
    </message>
  </context>
  <context>
    <name>_Card</name>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
  </context>
</TS>
